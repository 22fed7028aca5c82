"""A desk that several colleagues share: who may be offered by name at its browser.

Opt-in, on this device only: a signed cookie holds names of accounts, nothing of the persons. What
is offered is a name in the login form; the password is asked for as ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from itsdangerous import BadSignature, URLSafeSerializer

COOKIE = "ankang_desk"
PATH = "/account"
# How many colleagues a desk has, and for how long it remembers them.
MOST = 6
SECONDS = 90 * 24 * 3600


def read(cookie: str | None) -> list[str]:
    """The accounts that chose to be remembered here, the last one first; none of a forged cookie."""
    if not cookie:
        return []
    try:
        names = _signer().loads(cookie)
    except BadSignature:
        return []
    return [str(name) for name in names][:MOST]


def colleagues(names: Sequence[str]) -> list[Any]:
    """Those of the accounts that are active still."""
    found = (model.User.get(name) for name in names)
    return [account for account in found if account and account.is_active]


def with_person(names: Sequence[str], name: str) -> list[str]:
    """The desk's accounts with this one first."""
    return [name, *(one for one in names if one != name)][:MOST]


def without(names: Sequence[str], name: str) -> list[str]:
    """The desk's accounts without this one."""
    return [one for one in names if one != name]


def remember(response: Any, names: Sequence[str]) -> Any:
    """Keep the desk's accounts in its cookie, or drop the cookie where none are left."""
    if not names:
        response.delete_cookie(COOKIE, path=PATH)
        return response
    response.set_cookie(
        COOKIE,
        _signer().dumps(list(names)),
        max_age=SECONDS,
        path=PATH,
        secure=bool(tk.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )
    return response


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(tk.config["SECRET_KEY"], salt=COOKIE)
