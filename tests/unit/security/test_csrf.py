"""CVE-2026-41255, replayed with Flask-WTF as CKAN 2.12.0 uses it."""

import pytest
from flask import Flask, request
from flask_wtf.csrf import CSRFProtect

from ckanext.ankang.security.csrf import ExemptViews


def delete() -> str:
    return "deleted"


def _app(shim: bool) -> Flask:
    app, csrf = Flask("ckan"), CSRFProtect()
    app.secret_key = "s" * 32
    if shim:
        csrf._exempt_views = ExemptViews(csrf._exempt_views)

    @app.before_request
    def ckan_before_request() -> None:
        if "logged_in" not in request.cookies:
            csrf.exempt(f"{delete.__module__}.{delete.__name__}")

    csrf.init_app(app)
    app.add_url_rule("/delete", view_func=delete, methods=["GET", "POST"])
    return app


@pytest.mark.parametrize(("shim", "status"), [(False, 200), (True, 400)])
def test_an_anonymous_get_opens_the_view_only_without_the_shim(shim: bool, status: int) -> None:
    app = _app(shim)
    app.test_client().get("/delete")
    victim = app.test_client()
    victim.set_cookie("logged_in", "yes")
    assert victim.post("/delete").status_code == status


def test_the_request_that_asked_for_it_stays_exempt() -> None:
    assert _app(shim=True).test_client().post("/delete").status_code == 200


def test_what_is_exempt_at_start_stays_exempt() -> None:
    views = ExemptViews({"a.b"})
    views.add("c.d")
    assert "a.b" in views
    assert "c.d" in views
    assert "e.f" not in views
