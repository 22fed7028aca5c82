"""Documents with their interpretations and the datasets that rest on them, both ways."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from ckan.tests.helpers import CKANTestApp

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.documents import publication as documents_publication
from ckanext.ankang.interpretations import publication, tasks, telling
from ckanext.ankang.validity.interfaces import ForceChange
from ckanext.ankang.workbench.interfaces import Person

ELEMENTS = ("background", "goals", "content", "scope", "attention")
TEXT = ["第一条 示例内容。", "第二条 本办法自公布之日起施行。"]

Make = Callable[..., dict[str, Any]]


def a_document(**fields: Any) -> dict[str, Any]:
    """What somebody sends as a normative document; it is of a body that does not exist."""
    mark = uuid.uuid4().hex[:8]
    return {
        "id": str(uuid.uuid4()),
        "type": "document",
        "name": f"shili-{mark}",
        "title": f"示例市停车管理办法{mark}",
        "kind": "normative",
        "issuer": "示例市人民政府",
        "date_issued": "2024-01-01",
        "resources": [],
        **fields,
    }


def an_interpretation(*documents: str, **fields: Any) -> dict[str, Any]:
    mark = uuid.uuid4().hex[:8]
    return {
        "id": str(uuid.uuid4()),
        "type": "interpretation",
        "name": f"jiedu-{mark}",
        "title": f"示例解读{mark}",
        "form": "text",
        "interprets": [{"document": one} for one in documents],
        "interpreters": [{"name": "示例", "post": "head"}],
        "resources": [],
        **dict.fromkeys(ELEMENTS, "示例内容。"),
        **fields,
    }


def a_user() -> dict[str, str]:
    """Faker repeats itself in a database that is kept."""
    name = f"shili-{uuid.uuid4().hex[:12]}"
    return factories.UserWithToken(name=name, email=f"{name}@example.com")


def item(package: dict[str, Any]) -> dict[str, Any]:
    return {"package": package, "document": None, "identifier": package["name"]}


@pytest.fixture
def public() -> Make:
    """Puts a package before the public."""

    def make(package: dict[str, Any]) -> dict[str, Any]:
        owner = package.get("owner_org") or factories.Organization()["id"]
        made = factories.Dataset(**{**package, "owner_org": owner})
        if package["type"] == "document":
            sent = {"paragraphs": TEXT, "day_from": "2024-01-01"}
            documents_publication.store({"package": made, "document": {"texts": [sent]}})
            model.Session.commit()
        return made

    return make


@pytest.fixture
def dataset(complete_package: Callable[..., dict[str, Any]], public: Make) -> Make:
    """A public dataset with this basis."""

    def make(document: str, article: str = "第一条", **fields: Any) -> dict[str, Any]:
        basis = [{"document": document, "article": article}]
        return public(complete_package(legal_basis=basis, **fields))

    return make


def beside(package: dict[str, Any], *others: dict[str, Any]) -> list[str]:
    return publication.reasons_together(item(package), [item(one) for one in (package, *others)])


def test_a_normative_document_alone_is_not_released() -> None:
    (reason,) = beside(a_document())
    assert "应当与解读同时发布" in reason


def test_with_its_interpretation_in_the_same_case_it_is() -> None:
    document = a_document()
    interpretation = an_interpretation(document["title"])
    assert beside(document, interpretation) == []
    assert beside(interpretation, document) == []


def test_the_interpretation_of_another_document_does_not_do() -> None:
    document, other = a_document(), a_document()
    assert beside(document, an_interpretation(other["title"]), other) != []


def test_a_recorded_exemption_does(public: Make) -> None:
    assert beside(a_document(interpretation_exemption="forwarding")) == []


def test_an_interpretation_that_is_public_already_does(public: Make) -> None:
    document = a_document()
    public(an_interpretation(document["id"]))
    assert beside(document) == []


def test_a_change_of_a_public_document_asks_for_nothing(public: Make) -> None:
    assert beside(public(a_document(interpretation_exemption="forwarding"))) == []


def test_an_interpretation_of_nothing_known_is_held_back() -> None:
    (reason,) = beside(an_interpretation("没有这份文件"))
    assert "没有这份文件" in reason


def test_a_diagram_without_a_text_is_held_back_and_with_one_it_is_not(public: Make) -> None:
    document = public(a_document(interpretation_exemption="forwarding"))
    diagram = an_interpretation(document["id"], form="diagram", **dict.fromkeys(ELEMENTS, ""))
    assert "文字解读" in beside(diagram)[0]
    public(an_interpretation(document["id"]))
    assert beside(diagram) == []


def test_links_are_told_both_ways(public: Make, dataset: Make) -> None:
    document = public(a_document(interpretation_exemption="forwarding"))
    interpretation = public(an_interpretation(f"《{document['title']}》"))
    rests = dataset(document["title"])
    of_document = helpers.call_action(
        "ankang_interpretation_list", {"user": ""}, document=document["id"]
    )
    assert [(one["id"], one["form_label"]) for one in of_document] == [
        (interpretation["id"], "文字解读")
    ]
    basis = helpers.call_action(
        "ankang_document_basis_list", {"user": ""}, document=document["name"]
    )
    assert [(one["id"], one["article"]) for one in basis] == [(rests["id"], "第一条")]
    (named,) = helpers.call_action("ankang_basis_list", {"user": ""}, id=rests["id"])
    assert (named["document"]["id"], named["article"]) == (document["id"], "第一条")


def test_what_is_private_is_linked_nowhere(public: Make) -> None:
    document = public(a_document(interpretation_exemption="forwarding"))
    public(an_interpretation(document["id"], private=True))
    assert (
        helpers.call_action("ankang_interpretation_list", {"user": ""}, document=document["id"])
        == []
    )


def test_a_title_that_two_documents_have_means_neither(public: Make, dataset: Make) -> None:
    title = f"示例市同名办法{uuid.uuid4().hex[:6]}"
    for _one in range(2):
        public(a_document(title=title, interpretation_exemption="forwarding"))
    (named,) = helpers.call_action("ankang_basis_list", {"user": ""}, id=dataset(title)["id"])
    assert named["document"] is None


@pytest.fixture
def happens(in_post: Callable[..., str]) -> Callable[..., None]:
    """Enters events of a document as 市司法局 and accepts them."""
    if model.Group.get("sifa") is None:
        factories.Organization(name="sifa", title="安康市司法局")
    keeper = {"user": in_post("status_keeper", "sifa")}

    def enter(document: dict[str, Any], **days: str) -> None:
        for kind, day in days.items():
            asked = {"id": document["id"], "kind": kind, "day": day, "source": "示例公报"}
            proposed = helpers.call_action("ankang_document_event_propose", keeper, **asked)
            decided = {"id": proposed["id"], "decision": "accept"}
            helpers.call_action("ankang_document_event_decide", keeper, **decided)

    return enter


@pytest.fixture
def in_force(public: Make, happens: Callable[..., None]) -> dict[str, Any]:
    """A document in force."""
    document = public(a_document(interpretation_exemption="forwarding"))
    happens(document, published="2024-01-01", effective="2024-01-01")
    return document


REPEAL = (today() - timedelta(days=20)).isoformat()


def test_pages_of_what_rests_on_a_repealed_document_say_so(
    app: CKANTestApp,
    in_force: dict[str, Any],
    public: Make,
    dataset: Make,
    happens: Callable[..., None],
) -> None:
    rests, interpretation = dataset(in_force["title"]), public(an_interpretation(in_force["id"]))
    addresses = (f"/dataset/{rests['name']}", f"/interpretation/{interpretation['name']}")
    sentence = f"《{in_force['title']}》已废止"
    assert not any(sentence in app.get(address).body for address in addresses)
    happens(in_force, repealed=REPEAL)
    assert all(sentence in app.get(address).body for address in addresses)


def test_the_department_has_a_task_for_it(
    in_force: dict[str, Any], dataset: Make, happens: Callable[..., None]
) -> None:
    rests = dataset(in_force["title"])
    person = Person("x", "x", (rests["owner_org"],))
    happens(in_force, repealed=REPEAL)
    (section,) = [one for one in tasks.sections(person) if one.code == "basis"]
    assert [(one.title, one.facts) for one in section.entries] == [
        (rests["title"], (f"依据《{in_force['title']}》已废止",))
    ]


@pytest.fixture
def clerk() -> dict[str, str]:
    """Somebody who writes in a department of his own."""
    person = a_user()
    members = [{"name": person["name"], "capacity": "editor"}]
    return {**person, "owner_org": factories.Organization(users=members)["id"]}


def told(person: dict[str, str]) -> list[str]:
    notices = helpers.call_action("ankang_notice_list", {"user": person["name"]})["results"]
    return [one["title"] for one in notices if one["kind"] == telling.KIND]


def test_the_department_is_told_once(
    in_force: dict[str, Any], dataset: Make, clerk: dict[str, str], happens: Callable[..., None]
) -> None:
    rests = dataset(in_force["title"], owner_org=clerk["owner_org"])
    happens(in_force, repealed=REPEAL)
    telling.tell(ForceChange(in_force, "repealed", date.fromisoformat(REPEAL)))
    assert told(clerk) == [f"“{rests['title']}”依据的《{in_force['title']}》已废止，请核对"]


def test_a_document_that_begins_to_be_in_force_is_told_to_nobody(
    in_force: dict[str, Any], dataset: Make, clerk: dict[str, str]
) -> None:
    dataset(in_force["title"], owner_org=clerk["owner_org"])
    telling.tell(ForceChange(in_force, "in_force", date(2024, 1, 1)))
    assert told(clerk) == []


def test_a_document_of_these_days_asks_for_further_forms(public: Make) -> None:
    day = today().isoformat()
    document = public(a_document(interpretation_exemption="forwarding", date_published=day))
    person = Person("x", "x", (document["owner_org"],))

    def asked() -> list[str]:
        (section,) = [one for one in tasks.sections(person) if one.code == "interpretations"]
        return [entry.title for entry in section.entries]

    public(an_interpretation(document["id"]))
    assert asked() == [document["title"]]
    public(an_interpretation(document["id"], form="diagram"))
    assert asked() == []


def test_the_page_of_an_interpretation_says_that_it_has_no_force_of_its_own(
    app: CKANTestApp, public: Make
) -> None:
    document = public(a_document(interpretation_exemption="forwarding"))
    interpretation = public(an_interpretation(document["id"], scope="<script>alert(1)</script>"))
    page = app.get(f"/interpretation/{interpretation['name']}").body
    assert "解读不具法律效力，以文件为准" in page
    assert document["title"] in page
    assert "<script>alert(1)" not in page


def test_core_links_lead_to_the_page(app: CKANTestApp, public: Make) -> None:
    document = public(a_document(interpretation_exemption="forwarding"))
    interpretation = public(an_interpretation(document["id"]))
    answer = app.get(f"/dataset/{interpretation['name']}", follow_redirects=False)
    assert answer.headers["Location"].endswith(f"/interpretation/{interpretation['name']}")


def test_the_page_of_a_document_shows_both(app: CKANTestApp, public: Make, dataset: Make) -> None:
    document = public(a_document(interpretation_exemption="forwarding"))
    interpretation, rests = public(an_interpretation(document["id"])), dataset(document["title"])
    page = app.get(f"/document/{document['name']}").body
    assert interpretation["title"] in page
    assert rests["title"] in page


def test_a_clerk_begins_an_interpretation_from_the_document(
    app: CKANTestApp, public: Make, clerk: dict[str, str]
) -> None:
    document = public(a_document(interpretation_exemption="forwarding"))
    as_clerk = {"headers": {"Authorization": clerk["token"]}}
    assert (
        document["title"]
        in app.get(f"/interpretation/new?document={document['name']}", **as_clerk).body
    )
    form = {"document": document["title"], "title": "示例解读", "owner_org": clerk["owner_org"]}
    answer = app.post("/interpretation/new", data=form, follow_redirects=False, **as_clerk)
    id = answer.headers["Location"].rpartition("/")[2]
    shown = tk.get_action("ankang_revision_show")({"user": clerk["name"]}, {"id": id})
    assert shown["content"]["interprets"] == [{"document": document["title"]}]
    assert shown["type"] == "interpretation"
    assert "主要内容" in app.get(f"/draft/{id}", **as_clerk).body


def test_who_writes_in_no_department_begins_none(app: CKANTestApp) -> None:
    stranger = a_user()
    as_stranger = {"headers": {"Authorization": stranger["token"]}}
    assert "不能起草解读" in app.get("/interpretation/new", status=403, **as_stranger).body


def test_an_interpretation_is_published_with_its_document(
    approved_source: Callable[..., dict[str, str]], clerk: dict[str, str]
) -> None:
    source = approved_source(types=["document", "interpretation"])
    document = a_document(
        registration_missing="before-system",
        legality_missing="before-system",
        kind="government-rule",
    )
    alone = case_of(source, document)
    assert (alone["published"], len(alone["held"])) == ([], 1)
    opened = case_of(source, document, an_interpretation(document["title"]))
    assert len(opened["published"]) == 2


def case_of(source: dict[str, str], *packages: dict[str, Any]) -> dict[str, Any]:
    items = [
        {
            "package": {"license_id": "cc-by", **package, "owner_org": source["owner_org"]},
            "document": {"paragraphs": TEXT} if package["type"] == "document" else None,
            "source": source["source"],
            "identifier": package["name"],
        }
        for package in packages
    ]
    asked = {key: source[key] for key in ("source", "source_hash")}
    return helpers.call_action("ankang_case_open", title="示例案卷", items=items, **asked)
