"""The word of what is not public is never seen: by any page, any read action, any file or report.

Asked as anybody and as another department, by id and by name, over every rule of the url_map and every
action that reads, by GET and by POST (ckan-2.12.md 20). A word that an answer only repeats from the
address or the question is no leak: questions are taken out of an answer before it is read. Every form of
every id for every state is asked in a drill (`deploy/test --drill`); else each form in its turn.
"""

import json
import os
from urllib.parse import quote

import pytest
from ckan import logic
from ckan.tests.helpers import call_action
from werkzeug.routing import AnyConverter, IntegerConverter

from ckanext.ankang.review import classes

SKIPPED = ("static", "webassets", "_debug_toolbar")
DRILL = "ANKANG_DRILL" in os.environ
# The kinds of value by the names that rules give their arguments.
KINDS = {
    "resource_id": ("resource",),
    "version_id": ("version",),
    "package_id": ("package", "name"),
    "case_id": ("case",),
    "name": ("name",),
    "dataset": ("name", "package"),
    "resource": ("resource",),
    "version": ("version",),
    "filename": ("word",),
}
ANY = ("package", "name", "revision", "resource", "version", "case")


@pytest.fixture(params=["anybody", "another department"])
def headers(request, people):
    if request.param == "anybody":
        return {}
    return {"Authorization": people.stranger["token"]}


def _without(text, *asked):
    for value in asked:
        for form in (value, quote(value, safe=""), quote(value, safe="/")):
            text = text.replace(form, "")
    return text


def _seen(answer, secrets, *asked):
    """The states whose words this answer tells."""
    # The words are of ASCII letters: they stand in any encoding as they are.
    text = answer.data.decode("utf-8", "replace") + str(answer.headers)
    text = _without(text, *asked)
    return [secret.state for secret in secrets if secret.word in text]


def _turn(number, forms):
    """All forms in a drill; else those whose turn it is: each meets two secrets at least."""
    forms = list(forms)
    return forms if DRILL or len(forms) < 3 else [forms[number % len(forms)]]


def _paths(rule, secret, number):
    """Addresses of this rule for a secret: each argument in its forms."""
    values = {**secret.values, "word": f"{secret.word}.csv"}
    # A number, or a word of a list, says nothing of a secret.
    fixed = {n: 1 for n, c in rule._converters.items() if isinstance(c, IntegerConverter)}
    fixed |= {n: min(c.items) for n, c in rule._converters.items() if isinstance(c, AnyConverter)}
    names = [n for n in rule._converters if n not in fixed]
    forms = {name: KINDS.get(name, ANY) for name in names}
    kinds = dict.fromkeys(kind for several in forms.values() for kind in several) or (None,)
    for kind in _turn(number, kinds):
        chosen = {n: values[kind if kind in forms[n] else forms[n][0]] for n in names}
        built = rule.build({**fixed, **chosen, **(rule.defaults or {})})
        if built:
            yield built[1], tuple(chosen.values())


def _rules(app):
    for rule in app.flask_app.url_map.iter_rules():
        page = "GET" in rule.methods and rule.endpoint.split(".")[0] not in SKIPPED
        if page and rule.endpoint != "user.logout":
            yield rule


def test_no_page_tells(app, headers, secrets):
    made, _ = secrets
    app.flask_app.config.update(PROPAGATE_EXCEPTIONS=False)
    client, leaks, asked = app.test_client(), [], set()
    for rule in _rules(app):
        for number, secret in enumerate(made):
            for path, values in _paths(rule, secret, number):
                if path in asked:
                    continue
                asked.add(path)
                answer = client.get(path, headers=headers, follow_redirects=False)
                leaks += [(path, state) for state in _seen(answer, made, path, *values)]
    assert len(asked) > 500
    assert leaks == []


def test_no_search_finds_it(app, headers, secrets):
    made, _ = secrets
    leaks, client = [], app.test_client()
    for secret in made:
        for path in (
            "/dataset/",
            "/feeds/dataset.atom",
            "/organization/",
            "/document/",
            "/feeds/custom.atom",
        ):
            for field in ("q", "tags", "title", "res_format"):
                answer = client.get(path, query_string={field: secret.word}, headers=headers)
                leaks += [(path, field, state) for state in _seen(answer, made, secret.word)]
                text = answer.data.decode("utf-8", "replace")
                if secret.state != "pending version" and secret.values["package"] in text:
                    leaks.append((path, field, "hit"))
    assert leaks == []


def _questions(secret):
    values = secret.values
    every = {
        "resource_id": values["resource"], "version_id": values["version"], "package_id": values["package"],
        "case_id": values["case"], "from": values["version"], "to": values["version"],
    }  # fmt: skip
    yield from ({"id": values[kind], **every} for kind in ANY)
    yield {"q": secret.word, "query": f"name:{secret.word}", "incomplete": secret.word}
    yield {
        "q": "*:*", "include_private": True, "include_drafts": True, "include_deleted": True, "rows": 1000,
        "facet.field": ["tags", "organization", "res_format", "title"],
    }  # fmt: skip
    yield {"id": "_table_metadata", "resource_id": "_table_metadata", "limit": 1000}


READS = sorted(name for name, entry in classes.actions().items() if entry.kind == "reads")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_read_action_tells(app, headers, secrets, method):
    made, _ = secrets
    app.flask_app.config.update(PROPAGATE_EXCEPTIONS=False)
    client, leaks = app.test_client(), set()
    for action in READS:
        path = f"/api/3/action/{action}"
        for number, secret in enumerate(made):
            for question in _turn(number, _questions(secret)):
                if method == "POST":
                    answer = client.post(path, json=question, headers=headers)
                else:
                    flat = {
                        k: json.dumps(v) if isinstance(v, list) else v for k, v in question.items()
                    }
                    answer = client.get(path, query_string=flat, headers=headers)
                asked = [str(value) for value in question.values()]
                leaks |= {(action, state) for state in _seen(answer, made, *asked)}
    assert leaks == set()


def test_the_words_are_there_for_whom_they_are_meant(secrets, office):
    """Else the tests above could not fail."""
    made, public = secrets
    assert public.word in call_action("package_show", id=public.revision["package_id"])["title"]
    for secret in made:
        if secret.state != "erased":
            shown = office.call("ankang_revision_show", id=secret.revision["id"])
            assert secret.word in json.dumps(shown, ensure_ascii=False), secret.state
    assert logic.get_action("package_search")({}, {"q": public.word})["count"] == 1
