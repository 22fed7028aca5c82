"""Every page, for everybody: no error of the server and no English."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from ckan import model
from ckan.lib import mailer
from ckan.plugins import toolkit as tk
from werkzeug.exceptions import InternalServerError
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

from .conftest import Content, Reading, Values, latin_words

BROKEN_QUERY = {
    "q": "公交 AND (", "page": "abc", "limit": "-1", "sort": "坏", "tags": "〔", "ext_x": "1",
    "start": "x", "key": "坏", "view_id": "meiyou", "activity_id": "meiyou", "offset": "-1",
}  # fmt: skip
BROKEN_VALUE = "〔坏〕'\"<b>"
# Assets are not pages; the debugger exists in no portal.
SKIPPED = ("static", "webassets", "_debug_toolbar")
FORMS = {
    "/user/login": {"login": "meiyou", "password": "x"},
    "/user/reset": {"user": ""},
    "/user/register": {"name": "A B", "email": "x", "password1": "1", "password2": "2"},
    "/user/edit": {"email": "x", "name": "A B", "old_password": "x"},
    "/dataset/new": {"title": "", "name": "A B", "tag_string": "!", "save": ""},
    "/dataset/edit/{id}": {"title": "", "name": "A B", "url": "x", "save": ""},
    "/dataset/delete/meiyou": {},
    "/dataset/{id}/resource/new": {
        "url": "",
        "url_type": "upload",
        "id": "",
        "save": "go-metadata",
    },
    "/organization/new": {"title": "", "name": "A B"},
    "/organization/member_new/{organization}": {"username": "meiyou", "role": "boss"},
    "/group/new": {"title": "", "name": "A B"},
}


@pytest.fixture(params=["visitor", "clerk"])
def reader(request: pytest.FixtureRequest, app: Any, content: Content) -> Any:
    """A client of a visitor, or of a clerk who is logged in."""
    app.flask_app.config.update(PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False)
    client = app.test_client()
    if request.param == "clerk":
        with client.session_transaction(base_url=tk.config["ckan.site_url"]) as session:
            session.update(_user_id=content.clerk["id"], _fresh=True)
    return client


def _argument(converter: BaseConverter, known: Any) -> Any:
    """A value that the part of an address takes: numbers and words of a list have their own."""
    if isinstance(converter, IntegerConverter):
        return converter.min or 1
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return known


def _path(rule: Rule, values: dict[str, Values] | None) -> str:
    blueprint = rule.endpoint.split(".")[0]
    known = {**values[""], **values.get(blueprint, {})} if values else {}
    arguments = {
        name: _argument(converter, known.get(name, "meiyou"))
        for name, converter in rule._converters.items()
    }
    _, path = rule.build({**arguments, **(rule.defaults or {})})
    return str(path)


def _addresses(app: Any, content: Content) -> Iterator[tuple[str, dict[str, str]]]:
    for rule in app.flask_app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint.split(".")[0] in SKIPPED:
            continue
        if rule.endpoint == "user.logout":
            continue  # would end the clerk's crawl
        yield _path(rule, content.filled), {}
        yield _path(rule, content.filled), BROKEN_QUERY
        if rule._converters:
            yield _path(rule, content.empty), {}
            yield _path(rule, None), {}
            yield _path(rule, None).replace("meiyou", BROKEN_VALUE), {}


def test_no_page_fails_and_none_speaks_english(
    app: Any, content: Content, reader: Any, reading: Reading
) -> None:
    failed, english = [], defaultdict(set)
    for path, query in dict.fromkeys((p, tuple(q.items())) for p, q in _addresses(app, content)):
        answer = reader.get(path, query_string=dict(query), follow_redirects=False)
        if answer.status_code >= 500:
            failed.append((path, query, answer.status_code))
        elif answer.mimetype == "text/html" and answer.data and not answer.location:
            for word in reading.english(answer.text):
                english[word].add(path)
    assert not failed, "\n".join(map(str, failed))
    assert not english, "\n".join(
        f"{w}: {sorted(paths)[:3]}" for w, paths in sorted(english.items())
    )


def test_refused_forms_explain_themselves_in_chinese(
    content: Content, reader: Any, reading: Reading
) -> None:
    names = {"id": content.filled[""]["id"], "organization": content.filled["organization"]["id"]}
    english = {}
    for form, data in FORMS.items():
        answer = reader.post(form.format(**names), data=data, follow_redirects=True)
        assert answer.status_code < 500, form
        if words := reading.english(answer.text) - {"A", "B"}:
            english[form] = words
    assert not english, "\n".join(map(str, english.items()))


def test_an_error_of_the_server_is_explained_in_chinese(app: Any, reading: Reading) -> None:
    handler = app.flask_app.error_handler_spec[None][500][InternalServerError]
    language = {"CKAN_LANG": "zh_Hans_CN", "CKAN_LANG_IS_DEFAULT": True, "CKAN_CURRENT_URL": "/"}
    with app.flask_app.test_request_context("/", environ_overrides=language):
        app.flask_app.preprocess_request()
        page, status = handler(InternalServerError())
    assert status == 500
    assert reading.english(page) == set()


def test_mails_are_chinese(app: Any, content: Content) -> None:
    user = model.User.get(content.clerk["id"])
    org = tk.get_action("organization_show")(
        {"ignore_auth": True}, {"id": content.filled["organization"]["id"]}
    )
    with app.flask_app.test_request_context("/"):
        mailer.create_reset_key(user)
        texts = [
            mailer.get_reset_link_body(user),
            mailer.get_invite_body(user, org, "editor"),
            tk.render(
                "emails/reset_password_subject.txt", {"site_title": tk.config["ckan.site_title"]}
            ),
            tk.render(
                "emails/invite_user_subject.txt", {"site_title": tk.config["ckan.site_title"]}
            ),
        ]
    assert set().union(*map(latin_words, texts)) == set()
