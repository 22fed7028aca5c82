"""What answers carry, and that CKAN's own inline handlers still run."""

import re
from base64 import b64encode
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import jinja2
import lxml.html
import pytest
from flask import Flask, Response, render_template_string

from ckanext.ankang.security import headers

SITE = Path(find_spec("ckan").origin).parents[1]
PLUGINS = ("datatablesview", "textview", "datastore", "scheming")
TEMPLATES = [SITE / "ckan" / "templates", *(SITE / "ckanext" / name for name in PLUGINS)]
UPLOAD = "package/snippets/resource_upload_field.html"


def _rendered_upload_fields() -> list[str]:
    env = jinja2.Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    env.install_null_translations()
    source = (TEMPLATES[0] / UPLOAD).read_text()
    source = re.sub(r"{% import .*? %}|{{ form\.input\(.*?\) }}", "", source, flags=re.DOTALL)
    template = env.from_string(source)
    cases = [(enabled, upload) for enabled in (False, True) for upload in (False, True)]
    return [
        template.render(data={}, errors={}, is_upload_enabled=enabled, is_upload=upload)
        for enabled, upload in cases
    ]


def _handlers(html: str) -> set[str]:
    return {str(value) for value in lxml.html.fromstring(html).xpath("//@onclick | //@onchange")}


def test_the_policy_lets_exactly_the_handlers_of_the_templates_run() -> None:
    found = set().union(*map(_handlers, _rendered_upload_fields()))
    for path in (path for folder in TEMPLATES for path in folder.rglob("*.html")):
        text = path.read_text()
        if (
            "/tests/" not in str(path)
            and path.name != Path(UPLOAD).name
            and re.search(r"\son\w+=", text)
        ):
            found |= set(re.findall(r'\bon(?:click|change)="([^"]*)"', text))
    assert {b64encode(sha256(text.encode()).digest()).decode() for text in found} == set(
        headers.HANDLERS
    )


@pytest.fixture
def app() -> Flask:
    app = Flask("portal", static_folder=None)
    headers.install(app)
    app.add_url_rule(
        "/page",
        view_func=lambda: render_template_string("<script>1</script>{{ typed }}", typed="<script>"),
    )
    app.add_url_rule(
        "/file/download/x", "file.download", lambda: _stored("inline; filename=a.html")
    )
    app.add_url_rule(
        "/uploads/group/x", "static", lambda: Response("<svg/>", mimetype="image/svg+xml")
    )
    return app


def _stored(disposition: str) -> Response:
    return Response("<script>", mimetype="text/html", headers={"Content-Disposition": disposition})


def test_scripts_of_templates_carry_the_nonce_and_typed_ones_do_not(app: Flask) -> None:
    answer = app.test_client().get("/page")
    nonce = re.search(r"'nonce-([\w-]+)'", answer.headers["Content-Security-Policy"])[1]
    assert answer.text == f'<script nonce="{nonce}">1</script>&lt;script&gt;'


def test_each_answer_has_its_own_nonce(app: Flask) -> None:
    one, two = (app.test_client().get("/page").headers["Content-Security-Policy"] for _ in range(2))
    assert one != two


@pytest.mark.parametrize("path", ["/page", "/nothing-here", "/file/download/x"])
def test_every_answer_says_what_to_refuse(app: Flask, path: str) -> None:
    answer = app.test_client().get(path)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "frame-ancestors" in answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"].split("style-src")[0]


@pytest.mark.parametrize("path", ["/file/download/x", "/uploads/group/x"])
def test_stored_files_are_never_shown_inline(app: Flask, path: str) -> None:
    answer = app.test_client().get(path)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
