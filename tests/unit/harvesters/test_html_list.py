"""Lists and details of government sites as they are built."""

import pytest
import yaml

from ckanext.ankang.catalogue.vocabularies import fold
from harvesters.dialler import Limits
from harvesters.engine import Engine
from harvesters.errors import BadListing
from harvesters.records import Failure

BASE = {
    "name": "site",
    "title": "某局",
    "department": "zhengfuban",
    "type": "document",
    "kind": "html_list",
    "address": "site:/index.html",
    "schedule": "每日 02:00",
    "expected": {"minimum": 1, "maximum": 1000},
    "politeness": {"delay_seconds": 0, "pages": 20},
    "approval": {"days": 365, "items": 1000},
    "fields": {"title": {"from": "ArticleTitle"}},
    "ignore": ["ColumnName"],
}
RULES = {"items": "ul li", "link": "a", "identifier": r"(\w+)\.html$", "text": "p"}


@pytest.fixture
def source(tmp_path, api):
    """An engine of a source with these HTML rules, on a site with these pages."""

    def made(pages, rules=(), **changes):
        folder = tmp_path / "site"
        folder.mkdir(exist_ok=True)
        description = {**BASE, **changes, "html": {**RULES, **dict(rules)}}
        (folder / "source.yaml").write_text(yaml.safe_dump(description, allow_unicode=True))

        def answer(asked):
            page = pages.get(asked.path)
            if page is None:
                return 404, "text/plain", b""
            kind = "text/html; charset=utf-8" if isinstance(page, str) else "application/pdf"
            return 200, kind, page.encode() if isinstance(page, str) else page

        api.answer = answer
        return Engine(folder, fold, {"site": api.address}, Limits(tries=1, read_seconds=2))

    return made


def row(name):
    return f'<ul><li><span>2024-01-01</span><a href="/{name}.html">{name}</a></li></ul>'


def page(body="<p>第一条 正文。</p>", head=""):
    return f'<html><head><meta name="ArticleTitle" content="办法">{head}</head><body>{body}</body></html>'


def first(engine, tmp_path):
    return next(iter(engine.records(engine.listing(), tmp_path / "files")))


def test_a_list_that_a_script_turns_over_is_read_by_its_numbers(source):
    script = "<script>createPageHTML(3, 0, 'index');</script>"
    pages = {"/index.html": row("a") + script, "/index_1.html": row("b"), "/index_2.html": row("c")}
    rules = {
        "pages": "index_{number}.html",
        "page_count": r"createPageHTML\((\d+)",
        "second_page": 1,
    }

    listing = source(pages, rules).listing()

    assert listing.complete
    assert [entry.title for entry in listing.entries] == ["a", "b", "c"]


def test_a_missing_number_of_pages_is_a_fault(source):
    rules = {"pages": "index_{number}.html", "page_count": r"createPageHTML\((\d+)"}

    assert isinstance(source({"/index.html": row("a")}, rules).listing().fault, BadListing)


def test_a_missing_page_makes_the_list_incomplete(source):
    rules = {"next": "a.next"}
    pages = {"/index.html": row("a") + '<a class="next" href="gone.html">下一页</a>'}

    listing = source(pages, rules).listing()

    assert [entry.identifier for entry in listing.entries] == ["a"]
    assert "404" in str(listing.fault)


def test_meta_tags_are_read_in_any_case_and_joined(source, tmp_path):
    head = (
        '<meta name="viewport" content="x"><meta name="columnname" content="文件">'
        '<meta name="ColumnName" content="公开"><meta name="PUBDATE" content="2024-01-02 08:00">'
    )
    fields = {
        **BASE["fields"],
        "notes": {"from": "ColumnName"},
        "date_published": {"from": "PubDate", "as": "date"},
    }
    engine = source({"/index.html": row("a"), "/a.html": page(head=head)}, fields=fields)

    record = first(engine, tmp_path)

    assert record.fields["notes"] == "文件；公开"
    assert record.fields["date_published"] == "2024-01-02"


def test_a_meta_tag_that_nobody_explained_is_named(source, tmp_path):
    head = '<meta name="Secret-Level" content="高">'
    failure = first(source({"/index.html": row("a"), "/a.html": page(head=head)}), tmp_path)

    assert isinstance(failure, Failure)
    assert "Secret-Level" in failure.reason


def test_labels_and_values_stand_in_wide_rows_and_in_pairs(source, tmp_path):
    body = (
        "<table><tr><th>索引号：</th><td>001</td><th>文号</th><td>安政发〔2024〕1号</td></tr></table>"
        "<dl class='i'><dd><b>发文机关：</b>安康市人民政府</dd></dl><p>第一条 正文。</p>"
    )
    rules = {"rows": "table tr", "pairs": "dl.i dd"}
    fields = {
        **BASE["fields"],
        "document_number": {"from": "文号"},
        "issuer": {"from": "发文机关"},
        "index_number": {"from": "索引号"},
    }
    pages = {"/index.html": row("a"), "/a.html": page(body)}

    record = first(source(pages, rules, fields=fields), tmp_path)

    assert record.fields["issuer"] == "安康市人民政府"
    assert record.fields["document_number"] == "安政发〔2024〕1号"
    assert record.fields["index_number"] == "001"


def test_an_attachment_linked_twice_comes_once_under_its_own_name(source, tmp_path):
    link = '<a class="f" href="P01.pdf">附件1：名单</a>'
    pages = {
        "/index.html": row("a"),
        "/a.html": page(f"<p>正文{link}</p>{link}"),
        "/P01.pdf": b"%PDF",
    }

    record = first(source(pages, {"files": "a.f", "file_name": "text"}), tmp_path)

    assert [file.name for file in record.attachments] == ["办法.html", "附件1：名单.pdf"]


def test_the_page_is_kept_as_what_the_source_said(source, tmp_path):
    pages = {"/index.html": row("a"), "/a.html": page()}

    record = first(source(pages), tmp_path)

    assert record.raw.decode() == pages["/a.html"]
    assert record.raw_type == "text/html"
