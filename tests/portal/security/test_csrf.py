"""CVE-2026-41255 in a running portal."""

import re
from typing import Any

import pytest
from ckan.config.middleware import flask_app
from ckan.tests import factories
from werkzeug.routing import BaseConverter, Rule

from ckanext.ankang.security.csrf import ExemptViews

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
# Without this the API does not know a cookie's owner at all.
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


def _value(converter: BaseConverter) -> Any:
    match type(converter).__name__:
        case "IntegerConverter":
            return converter.min or 1
        case "UUIDConverter":
            return "00000000-0000-4000-8000-000000000000"
        case "AnyConverter":
            return min(converter.items)
    return "meiyou"


def _address(rule: Rule) -> str:
    values = {name: _value(converter) for name, converter in rule._converters.items()}
    _, path = rule.build({**values, **(rule.defaults or {})})
    return str(path)


def _prime_then_write(browser: Any, victim: Any, url: str, method: str) -> Any:
    browser().get(url, follow_redirects=False)
    browser().open(url, method=method, follow_redirects=False)
    return victim.open(url, method=method, follow_redirects=False, headers=OWN_PAGE)


def test_no_view_takes_a_logged_in_write_without_token(protected: Any, browser: Any) -> None:
    rules = list(protected.flask_app.url_map.iter_rules())
    writes = [(rule, method) for rule in rules for method in sorted(WRITES & set(rule.methods))]
    assert len(writes) >= 50
    victim = browser(factories.User())
    statuses = {
        (rule.rule, method): _prime_then_write(browser, victim, _address(rule), method).status_code
        for rule, method in writes
    }
    assert {write: status for write, status in statuses.items() if status != 400} == {}


def test_core_itself_opens_the_view(
    protected: Any, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flask_app.csrf, "_exempt_views", set())
    assert (
        _prime_then_write(
            browser, browser(factories.User()), "/dataset/delete/meiyou", "POST"
        ).status_code
        != 400
    )


def test_a_rebuilt_app_keeps_the_shim(app: Any) -> None:
    assert isinstance(flask_app.csrf._exempt_views, ExemptViews)


def test_a_token_lets_the_write_through(protected: Any, browser: Any) -> None:
    client = browser(factories.User())
    page = client.get("/user/edit").text
    token = re.search(r'name="_csrf_token" value="([^"]+)"', page)[1]
    answer = client.post("/dataset/delete/meiyou", data={"_csrf_token": token})
    assert answer.status_code in (403, 404)
