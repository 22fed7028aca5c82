"""Pages of CKAN that serve its own developers and nobody else."""

from typing import NoReturn

from ckan.types import CKANApp
from werkzeug.exceptions import NotFound

# The style guide: fifty sections of English and Latin filler under the portal's name.
DEVELOPERS_ONLY = ("util.primer",)


def close(app: CKANApp) -> None:
    """Answer these pages as if they did not exist."""
    for endpoint in DEVELOPERS_ONLY:
        app.view_functions[endpoint] = _not_here


def _not_here(**_: object) -> NoReturn:
    raise NotFound
