"""The pages on which people bind and show their second factor, and administrators reset it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, request
from markupsafe import Markup

from . import second_factor, totp

__all__ = ["ankang_second_factor"]

ankang_second_factor = Blueprint("ankang_second_factor", __name__, url_prefix="/account")


@ankang_second_factor.before_request
def _known() -> Any:
    if tk.current_user.is_authenticated:
        return None
    return tk.redirect_to("user.login", came_from=request.path)


@ankang_second_factor.route("/second-factor")
def second_factor_page() -> Any:
    """How it stands, and the one thing to do next."""
    return _page()


@ankang_second_factor.route("/second-factor/enrol", methods=["POST"])
def enrol() -> Any:
    """Show the QR code to whoever has not confirmed one yet."""
    person = tk.current_user
    if second_factor.confirmed(person.id):
        return tk.redirect_to("ankang_second_factor.second_factor_page")
    return _page(**_enrolling())


@ankang_second_factor.route("/second-factor/confirm", methods=["POST"])
def confirm() -> Any:
    """Take the first code of the app, and show the recovery codes this once."""
    person = tk.current_user
    if second_factor.confirmed(person.id):
        return tk.redirect_to("ankang_second_factor.second_factor_page")
    try:
        codes = second_factor.confirm(person.id, request.form.get("totp", ""))
    except second_factor.SecondFactorMissing as error:
        return _page(problem=str(error.message), **_enrolling())
    second_factor.mark(person.id)
    return _page(codes=codes)


@ankang_second_factor.route("/second-factor/show", methods=["POST"])
def show() -> Any:
    """Take a code for this session."""
    person = tk.current_user
    try:
        if not second_factor.confirmed(person.id):
            return tk.redirect_to("ankang_second_factor.second_factor_page")
        second_factor.show(person.id, request.form.get("totp", ""))
    except second_factor.SecondFactorMissing as error:
        return _page(problem=str(error.message))
    second_factor.mark(person.id)
    tk.h.flash_success(tk._("动态口令正确，本次登录可以签署了。"))
    return tk.redirect_to("ankang_second_factor.second_factor_page")


@ankang_second_factor.route("/second-factor/reset", methods=["POST"])
def reset() -> Any:
    """An administrator lets somebody begin anew."""
    asked = {name: request.form.get(name, "") for name in ("person", "reason")}
    try:
        tk.get_action("ankang_second_factor_reset")({"user": tk.current_user.name}, asked)
    except tk.ValidationError as error:
        return _page(problem="；".join(error.error_summary.values()))
    except tk.ObjectNotFound as error:
        return _page(problem=str(error.message))
    tk.h.flash_success(tk._("已重置，本人下次登录时重新绑定。"))
    return tk.redirect_to("ankang_second_factor.second_factor_page")


def _enrolling() -> dict[str, Any]:
    person = tk.current_user
    secret = second_factor.enrol(person.id)
    text = totp.address(secret, person.name, tk.config["ckan.site_title"])
    return {"secret": secret, "picture": Markup(totp.picture(text))}


def _page(**shown: Any) -> Any:
    person = tk.current_user.id
    standing = {
        "confirmed": second_factor.confirmed(person),
        "shown": second_factor.shown_in_session(person),
    }
    return tk.render("ankang/security/second_factor.html", {**standing, **shown})
