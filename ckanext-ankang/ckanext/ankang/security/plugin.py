"""The room `security` as CKAN sees it: a table of contents."""

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import config_declaration
from ckan.config.middleware import flask_app
from ckan.exceptions import CkanConfigurationException
from ckan.lib import signals
from ckan.types import CKANApp
from werkzeug.middleware.proxy_fix import ProxyFix

from ckanext.ankang.doctor import declarations
from ckanext.ankang.i18n import Translation

from . import config, configuration, csrf, defaults, doors, errors, headers, login, mail, passwords


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.config_declarations
@tk.blanket.helpers
class SecurityPlugin(p.SingletonPlugin, Translation):
    """Shims for CKAN 2.12.0, headers, login protection, and the Chinese catalogue."""

    p.implements(p.IConfigurer)
    p.implements(p.IMiddleware, inherit=True)
    p.implements(p.IAuthenticator, inherit=True)
    p.implements(p.ISignal)
    p.implements(p.ITranslation)

    def update_config(self, config_: Any) -> None:
        wrong = declarations.refusals(config_declaration, config_)
        if refusals := [*configuration.refusals(config_), *wrong]:
            raise CkanConfigurationException("\n".join(refusals))
        tk.add_template_directory(config_, "templates")
        defaults.apply(config_)
        mail.verify_certificates()
        passwords.strengthen()

    def make_middleware(self, app: CKANApp, _config: Any) -> CKANApp:
        flask_app.csrf._exempt_views = csrf.ExemptViews(flask_app.csrf._exempt_views)
        headers.install(app)
        errors.install(app)
        doors.close(app)
        # The session interface holds its connection itself; left here, CKAN would copy it into its
        # configuration, which nobody could then deep-copy (its own test fixtures do).
        app.config.pop("SESSION_REDIS", None)
        if config.trusted_proxies():
            app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.trusted_proxies())  # type: ignore[method-assign]
        return app

    def login(self) -> Any:
        return login.refuse()

    def authenticate(self, identity: dict[str, Any]) -> None:
        login.equal_time(identity)

    def identify_user(self, user_id: str | None = None) -> Any:
        return None if user_id else login.own_page_user()

    def get_signal_subscriptions(self) -> Any:
        return {
            signals.failed_login: [login.on_failed_login],
            signals.user_logged_in: [login.on_logged_in],
        }
