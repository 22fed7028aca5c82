"""What the running portal sends and how it is configured."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from ckan.plugins import toolkit as tk
from ckanext.datastore.backend.postgres import DatastorePostgresqlBackend

HOURS_8 = 8 * 3600


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("SESSION_TYPE", "redis"),
        ("SESSION_COOKIE_HTTPONLY", True),
        ("SESSION_COOKIE_SAMESITE", "Lax"),
        ("PERMANENT_SESSION_LIFETIME", HOURS_8),
        ("SESSION_REFRESH_EACH_REQUEST", True),
        ("WTF_CSRF_TIME_LIMIT", HOURS_8),
        ("ckan.auth.public_user_details", False),
        ("ckan.auth.enable_cookie_auth_in_api", False),
        ("ckan.auth.create_user_via_web", False),
        ("ckan.datastore.sqlsearch.enabled", False),
        ("ckan.files.owner.cascade_access", {}),
        ("ckan.hide_version", True),
        ("ckan.locale_default", "zh_Hans_CN"),
        ("ckan.display_timezone", "Asia/Shanghai"),
    ],
)
def test_core_defaults_that_are_too_open_are_changed(key: str, value: Any) -> None:
    assert tk.config[key] == value


def test_cookies_are_secure_where_the_portal_is(app: Any) -> None:
    secure = tk.config["ckan.site_url"].startswith("https:")
    assert app.flask_app.config["SESSION_COOKIE_SECURE"] is secure


def test_sql_search_does_not_know_the_dangerous_functions() -> None:
    backend = DatastorePostgresqlBackend.get_active_backend()
    allowed = Path(tk.config["ckan.datastore.sqlsearch.allowed_functions_file"]).read_text().split()
    assert not {"ts_rewrite", "repeat", "generate_series", "lpad"} & set(allowed)
    assert not backend.enable_sql_search


@pytest.mark.parametrize("path", ["/", "/dataset/", "/nothing-here", "/api/3/action/status_show"])
def test_every_answer_carries_the_headers(app: Any, path: str) -> None:
    headers = app.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "script-src 'self' 'nonce-" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]


def test_a_stored_page_is_never_shown_inline(app: Any) -> None:
    stored = Path(tk.config["ckan.storage_path"], "storage", "uploads", "group", f"{uuid4()}.html")
    stored.parent.mkdir(parents=True, exist_ok=True)
    stored.write_text("<script>alert(1)</script>")
    answer = app.get(f"/uploads/group/{stored.name}")
    stored.unlink()
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_the_catalogue_is_merged_over_that_of_core(app: Any) -> None:
    with app.flask_app.test_request_context("/"):
        assert tk._("Organizations") == "部门"
        assert tk._("Groups") == "主题"
        assert tk.h.humanize_entity_type("package", "document", "create label") == "新建文件"
        assert tk.h.render_datetime("2022-12-01T20:00:00", with_hours=True).startswith(
            "2022年12月2日"
        )


def test_what_an_action_does_not_find_is_not_an_error_of_the_server(app: Any) -> None:
    app.flask_app.config["PROPAGATE_EXCEPTIONS"] = False
    assert app.post("/dataset/meiyou/resource/meiyou/edit_view/meiyou").status_code in (403, 404)
