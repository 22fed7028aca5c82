"""Views of CKAN that forget to catch what an action raises answer 404 or 403, not 500."""

from ckan import logic
from ckan.types import CKANApp
from werkzeug.exceptions import Forbidden, NotFound


def install(app: CKANApp) -> None:
    """Answer the two exceptions as core's own views do where they remember to."""
    app.register_error_handler(logic.NotFound, lambda _: app.handle_http_exception(NotFound()))
    app.register_error_handler(
        logic.NotAuthorized, lambda _: app.handle_http_exception(Forbidden())
    )
