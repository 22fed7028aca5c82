"""Quick change of user at a shared desk."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, make_response, request, session
from flask_login import logout_user

from . import desk

ankang_switch = Blueprint("ankang_switch", __name__, url_prefix=desk.PATH)


@ankang_switch.route("/switch")
def switch() -> Any:
    """Offer the colleagues of this desk, or the login form with the name of the chosen one."""
    names = desk.read(request.cookies.get(desk.COOKIE))
    found = desk.colleagues(names)
    person = tk.current_user if tk.current_user.is_authenticated else None
    chosen = request.args.get("to", type=int)
    shown = {
        "person": person,
        "colleagues": found,
        "chosen": found[chosen] if chosen is not None and 0 <= chosen < len(found) else None,
        "remembered": person is not None and person.name in names,
    }
    return tk.render("ankang/workbench/switch.html", shown)


@ankang_switch.route("/switch", methods=["POST"])
def leave() -> Any:
    """End the session at once, here and in Redis, and show the login form for the next colleague."""
    logout_user()
    # Whatever the session held goes with it, a confirmed second factor too.
    session.clear()
    to = request.form.get("to", type=int)
    return tk.redirect_to("ankang_switch.switch", **({} if to is None else {"to": to}))


@ankang_switch.route("/remember", methods=["POST"])
def remember() -> Any:
    """Remember the person's account on this device, or forget it."""
    if not tk.current_user.is_authenticated:
        return tk.redirect_to("user.login", came_from=tk.h.url_for("ankang_switch.switch"))
    names = desk.read(request.cookies.get(desk.COOKIE))
    change = desk.with_person if request.form.get("remember") else desk.without
    response = make_response(tk.redirect_to("ankang_switch.switch"))
    return desk.remember(response, change(names, tk.current_user.name))
