"""How the portal's login differs from CKAN's: counted failures, equal times, no two-year cookies."""

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.redis import connect_to_redis
from flask import Response, make_response, session
from werkzeug.wrappers import Response as AnyResponse

from . import config, passwords
from .lockout import Lockout


def refuse() -> AnyResponse | None:
    """The answer to who has to wait or gives no name, the same whether or not the account exists."""
    if tk.request.method != "POST":
        return None
    if not _account() or "password" not in tk.request.form:
        # Core looks these up without asking whether they are there.
        return _again(tk._("Login failed. Bad username or password."), 200)
    if not _lockout().is_locked(_account(), _address()):
        return None
    minutes = -(-config.login_window() // 60)
    response = _again(
        tk._("登录失败次数过多。请等 {minutes} 分钟后再试，或请管理员重设密码。").format(
            minutes=minutes
        ),
        429,
    )
    response.headers["Retry-After"] = str(config.login_window())
    return response


def _again(sentence: str, status: int) -> Response:
    tk.h.flash_error(sentence)
    return make_response(tk.render("user/login.html", {}), status)


def equal_time(identity: dict[str, Any]) -> None:
    """Spend for an unknown or inactive account the time a password check takes."""
    login = identity.get("login") or ""
    user = model.User.by_name(login) or model.User.by_email(login)
    if user is None or not user.is_active:
        passwords.spend_the_time(identity.get("password") or "")


def own_page_user() -> Any:
    """Whoever is logged in, for API calls that the portal's own pages make.

    The session cookie opens the API to nothing else (`enable_cookie_auth_in_api` is off): browsers
    say by Sec-Fetch-Site who asks, and scripts use tokens.
    """
    is_api = (tk.request.endpoint or "").startswith("api.")
    if is_api and tk.request.headers.get("Sec-Fetch-Site") == "same-origin":
        return model.User.get(session.get("_user_id"))
    return None


def on_failed_login(account: str | None, **_: Any) -> None:
    """Signal: a login failed."""
    if tk.request:
        _lockout().fail(account or "", _address())


def on_logged_in(_sender: Any, user: Any, **_: Any) -> None:
    """Signal: somebody got in."""
    # «Remember me» would outlive the session's limit by two years.
    session.pop("_remember", None)
    _lockout().forgive(user.name)
    _lockout().forgive(user.email or "")


def _lockout() -> Lockout:
    return Lockout(connect_to_redis(), config.login_failures(), config.login_window())


def _account() -> str:
    return str(tk.request.form.get("login") or "")


def _address() -> str:
    return tk.request.remote_addr or ""
