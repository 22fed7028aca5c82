"""What machines get: addresses in three forms, changes, feeds, the whole library."""

import json
import zipfile
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from ckan import model
from ckan import plugins as p
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action
from lxml import etree

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.documents.publication import store
from ckanext.ankang.exchange import archive, config, packing
from ckanext.ankang.files.interfaces import Erased
from ckanext.ankang.jobs import outbox, queue
from ckanext.ankang.review import gate

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SERIAL = str(uuid4().int)[:4].replace("0", "1")
ISSUER = f"示例{uuid4().hex[:6]}局"
TEXT = ["第一条 为了规范示例事项，制定本办法。", "第二条 本办法自2019年9月1日起施行。"]
TODAY = today()


def a_document(number: str = "", **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = call_action(
        "package_create",
        type="document",
        name=f"wenjian-{uuid4().hex[:12]}",
        owner_org=factories.Organization()["id"],
        **({"document_number": number} if number else {}),
        **{
            "title": "示例事项管理办法",
            "kind": "normative",
            "issuer": ISSUER,
            "date_issued": "2019-07-13",
            "date_published": "2019-07-20",
            "date_effective": "2019-09-01",
            **fields,
        },
    )
    paragraphs = [made["title"], *TEXT]
    store({"package": made, "document": {"paragraphs": paragraphs, "version_id": None}})
    model.Session.commit()
    return made


def happens(package: dict[str, Any], kind: str, day: str) -> None:
    """An event that 市司法局 accepted."""
    from ckanext.ankang.validity import records
    from ckanext.ankang.validity.model import DocumentEvent

    model.Session.add(
        DocumentEvent(
            package_id=package["id"],
            kind=kind,
            day=date.fromisoformat(day),
            known=tk.h.date_str_to_datetime("2020-01-01T00:00:00"),
            acting_title="关于废止示例文件的决定",
            source="示例来源",
            state="accepted",
        )
    )
    records.derive(package["id"])
    model.Session.commit()


@pytest.fixture(scope="module")
def measures() -> dict[str, Any]:
    made = a_document(f"示政发〔2019〕{SERIAL}号")
    happens(made, "published", "2019-07-20")
    happens(made, "effective", "2019-09-01")
    happens(made, "repealed", (TODAY - timedelta(days=9)).isoformat())
    outbox.drain()
    return made


@pytest.fixture
def address() -> str:
    return f"/eli/normative/2019/{quote(f'示政发-{SERIAL}')}"


def test_a_browser_is_led_to_the_page(app: Any, measures: dict[str, Any], address: str) -> None:
    answer = app.get(address, headers={"Accept": "text/html"}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.location.endswith(f"/document/{measures['name']}")
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize(("ending", "accept"), [(".json", "text/html"), ("", "application/json")])
def test_the_record_is_json_by_ending_or_by_wish(
    get: Any, measures: dict[str, Any], address: str, ending: str, accept: str
) -> None:
    answer = get(address + ending, Accept=accept)
    assert answer.content_type.startswith("application/json")
    said = json.loads(answer.get_data())
    assert said["id"] == measures["id"]
    assert said["uri"].endswith(address)
    assert said["force"]["state"] == "repealed"
    assert [node["heading"] for node in said["nodes"] if node["kind"] == "article"] == [
        "第一条",
        "第二条",
    ]


def test_the_record_of_a_day_is_as_it_was_on_that_day(
    get: Any, measures: dict[str, Any], address: str
) -> None:
    said = json.loads(get(f"{address}/2019-10-01.json").get_data())
    assert (said["as_of"], said["force"]["state"]) == ("2019-10-01", "in_force")


def test_json_ld_says_what_is_no_longer_in_force(
    get: Any, measures: dict[str, Any], address: str
) -> None:
    for answer in (get(f"{address}.jsonld"), get(address, Accept="application/ld+json")):
        assert answer.content_type.startswith("application/ld+json")
        said = json.loads(answer.get_data())
        assert said["legislationLegalForce"] == "https://schema.org/NotInForce"
        assert said["eli:date_no_longer_in_force"] == (TODAY - timedelta(days=9)).isoformat()
        assert said["legislationIdentifier"] == f"示政发〔2019〕{SERIAL}号"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/eli/normative/2019/没有-1", 404),
        ("/eli/other/2019/示政发-{}", 404),
        ("/eli/normative/2018/示政发-{}", 404),
        ("/eli/normative/2019/示政发-{}/2019-02-31", 400),
    ],
)
def test_what_is_no_address_is_said(
    get: Any, measures: dict[str, Any], path: str, status: int
) -> None:
    assert get(quote(path.format(SERIAL))).status_code == status


def test_one_number_on_two_documents_is_a_choice(get: Any) -> None:
    number = f"示例令第{SERIAL}号"
    names = {a_document(number)["name"] for _ in range(2)}
    answer = get(f"/eli/normative/2019/{quote(f'示例令-{SERIAL}')}.json")
    assert answer.status_code == 300
    assert {choice["name"] for choice in json.loads(answer.get_data())["choices"]} == names


def test_a_private_document_has_no_address(get: Any) -> None:
    made = a_document(f"示密发〔2019〕{SERIAL}号", private=True)
    assert made["private"]
    assert get(f"/eli/normative/2019/{quote(f'示密发-{SERIAL}')}.json").status_code == 404


def changes(action: str, first: date, last: date, **asked: Any) -> list[dict[str, Any]]:
    context = {"ignore_auth": False, "user": ""}
    days = {"from": first.isoformat(), "to": last.isoformat()}
    found: dict[str, Any] = call_action(action, context, issuer=ISSUER, **days, **asked)
    return found["results"]


def test_changes_are_listed_by_their_days(measures: dict[str, Any]) -> None:
    found = changes("ankang_document_list_changes", date(2019, 8, 1), TODAY)
    of_it = [one for one in found if one["document"]["id"] == measures["id"]]
    days = [(one["day"], one["old"], one["new"]) for one in of_it if one["what"] == "force"]
    ended = (TODAY - timedelta(days=9)).isoformat()
    assert days == [("2019-09-01", "not_yet", "in_force"), *days[1:-1], days[-1]]
    assert days[-1][::2] == (ended, "repealed")
    assert "关于废止示例文件的决定" in of_it[-1]["sentence"]


def test_only_what_ended_between_the_days_is_repealed(measures: dict[str, Any]) -> None:
    ended = TODAY - timedelta(days=9)
    name = "ankang_document_list_repealed"
    assert [one["new"] for one in changes(name, ended, ended)] == ["repealed"]
    assert changes(name, date(2019, 1, 1), ended - timedelta(days=1)) == []
    assert changes(name, ended + timedelta(days=1), TODAY) == []


def test_a_page_of_changes_is_as_long_as_asked(measures: dict[str, Any]) -> None:
    first, rest = date(2019, 8, 1), {"rows": 1, "start": 1}
    everything = changes("ankang_document_list_changes", first, TODAY)
    assert changes("ankang_document_list_changes", first, TODAY, **rest) == everything[1:2]


@pytest.mark.parametrize(
    "days", [{"from": "2020-01-01"}, {"from": "2020-01-02", "to": "2020-01-01"}]
)
def test_days_that_cannot_be_are_refused(days: dict[str, str]) -> None:
    with pytest.raises(tk.ValidationError) as refused:
        call_action("ankang_document_list_changes", **days)
    assert "to" in refused.value.error_dict


@pytest.mark.parametrize("what", ["new", "changed", "ended"])
def test_a_feed_of_a_search_holds_its_documents(
    get: Any, measures: dict[str, Any], what: str
) -> None:
    answer = get(f"/document/feed/{what}.atom?issuer={quote(ISSUER)}&kind=normative")
    assert answer.content_type.startswith("application/atom+xml")
    root = etree.fromstring(answer.get_data())
    links = root.xpath("a:entry/a:link/@href", namespaces=ATOM)
    assert f"/document/{measures['name']}" in {link[link.index("/document/") :] for link in links}
    assert ISSUER in root.findtext("a:title", namespaces=ATOM)
    [itself] = root.xpath("a:link[@rel='self']/@href", namespaces=ATOM)
    assert f"/document/feed/{what}.atom?" in itself
    assert quote(ISSUER) in itself


def test_a_feed_with_a_wrong_parameter_says_so(get: Any) -> None:
    assert get("/document/feed/new.atom?force=gone").status_code == 400


def test_the_whole_library_is_one_file(get: Any, measures: dict[str, Any]) -> None:
    facts = packing.pack()
    assert facts["sha256"] in get("/document/package").get_data(as_text=True)
    answer = get("/document/package.zip")
    assert answer.mimetype == "application/zip"
    assert len(answer.get_data()) == facts["bytes"]
    with zipfile.ZipFile(config.folder() / facts["file"]) as package:
        rows = [json.loads(line) for line in package.read("documents.jsonl").splitlines()]
    [row] = [row for row in rows if row["id"] == measures["id"]]
    assert row["intervals"][-1]["state"] == "repealed"
    assert row["texts"][0]["path"] == f"texts/{measures['name']}/1.txt"
    assert not {"resources", "organization", "creator_user_id"} & row.keys()


def test_what_is_private_is_not_in_the_file(get: Any) -> None:
    made = a_document("", private=True)
    facts = packing.pack()
    with zipfile.ZipFile(config.folder() / facts["file"]) as package:
        assert made["name"] not in package.read("documents.jsonl").decode()


@pytest.mark.parametrize("kind", ["document", "dataset"])
def test_an_erased_version_takes_the_file_with_it_if_it_is_of_a_document(
    kind: str, published_dataset: dict[str, Any]
) -> None:
    package = a_document() if kind == "document" else published_dataset
    packing.pack()
    erased = Erased(package["id"], [], [uuid4().hex], package["title"], whole=False)
    p.get_plugin("ankang_exchange").erase(erased)
    model.Session.commit()
    assert (archive.facts(config.folder()) is None) == (kind == "document")


def test_a_withdrawn_document_takes_the_file_with_it(get: Any) -> None:
    packing.pack()
    with gate.allowed("test"):
        packing.withdraw()
        model.Session.commit()
    assert archive.facts(config.folder()) is None
    assert get("/document/package.zip").status_code == 404
    assert "还没有生成" in get("/document/package").get_data(as_text=True)
    assert queue.newest(model.Session, [packing.PACK])[packing.PACK].state == "waiting"
