"""What tests of all rooms begin with: packages, people, and versions waiting and public.

`published_dataset` opens a real case under a real standing approval and answers what anybody sees by
`package_show`. Where a test only needs something public to begin with, `call_action` and CKAN's factories
put it there by the token `gate.allowed("test")`: for core's own writing actions, called past all rules, and for
nothing else. What a test asks as a person, by HTTP, by an action of ours or through a worker has no token.
"""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from ckan import model
from ckan.lib.app_globals import _CONFIG_CACHE
from ckan.tests import factories, helpers
from werkzeug.datastructures import FileStorage

from ckanext.ankang.files import versions
from ckanext.ankang.review import classes, gate
from ckanext.ankang.review.profiles import checklist, profiles
from ckanext.ankang.security import passwords
from ckanext.ankang.validity import keepers

core_call = helpers.call_action


def call_action(action_name: str, context: dict[str, Any] | None = None, **data: Any) -> Any:
    """CKAN's `call_action`, with which tests make what they begin with."""
    entry = classes.actions().get(action_name)
    ours = action_name.startswith("ankang_") or not (context or {}).get("ignore_auth", True)
    if ours or entry is None or entry.kind != "changes":
        return core_call(action_name, context, **data)
    with gate.allowed("test"):
        return core_call(action_name, context, **data)


helpers.call_action = call_action  # before any test module or factory takes it
Package = dict[str, Any]
ROWS = "编号,名称\n1,旬阳县\n".encode()


# Every account still has its full hash (security/passwords.py); the same password is only hashed once, 0.2 s.
passwords.STRONG.hash = cache(passwords.STRONG.hash)


@pytest.fixture(scope="session", autouse=True)
def built() -> helpers.CKANTestApp:
    """The portal with every plugin, built once: CKAN's own fixture builds it for each test, 2 s and more."""
    return helpers._get_test_app()


@pytest.fixture
def app(built: helpers.CKANTestApp, ckan_config: Any) -> Iterator[helpers.CKANTestApp]:
    """The portal as a new visitor sees it; Flask's own settings are put back after the test."""
    _CONFIG_CACHE.clear()
    model.Session.remove()
    settings = dict(built.flask_app.config)
    yield helpers.CKANTestApp(built.app)
    built.flask_app.config.clear()
    built.flask_app.config.update(settings)


@pytest.fixture
def complete_package() -> Callable[..., Package]:
    """Makes a package dict with every required field; it is not stored."""

    def make(**fields: Any) -> Package:
        number = uuid4().hex[:12]
        kinds = {
            "dataset": {
                "theme": "transport",
                "update_frequency": "yearly",
                "openness": "unconditional",
            },
            "document": {"kind": "other"},
        }
        return {
            "id": str(uuid4()),
            "name": f"ceshi-{number}",
            "title": f"测试 {number}",
            "type": "dataset",
            "license_id": "cc-by",
            "resources": [],
            **kinds[fields.get("type", "dataset")],
            **fields,
        }

    return make


def holder_of(post: str, department: str, **days: str) -> str:
    """The name of a new account that holds a post of a department."""
    person = str(a_user()["name"])
    asked = {"person": person, "post": post, "department": department, **days}
    call_action("ankang_post_grant", **asked)
    return person


def yes(step: str, profile: str = "standard") -> dict[str, str]:
    """The checklist of a step, each line confirmed."""
    form = profiles()[profile].step(step).checklist
    return {question.code: "yes" for question in checklist(form).questions}


@pytest.fixture
def in_post() -> Callable[..., str]:
    """Makes a new account that holds a post of a department, and answers its name."""
    return holder_of


@pytest.fixture
def law_office() -> str:
    """The id of 市司法局."""
    found = model.Group.get(keepers.DEPARTMENT)
    made = {"name": keepers.DEPARTMENT, "title": "安康市司法局"}
    return str(found.id if found else factories.Organization(**made)["id"])


@pytest.fixture
def keeper(law_office: str) -> str:
    """The name of an account that keeps the status of documents."""
    return holder_of(keepers.KEEPER, law_office)


@pytest.fixture
def confirmed() -> Callable[..., dict[str, str]]:
    """Fills in the checklist of a step."""
    return yes


@pytest.fixture
def decide_as_head() -> Callable[..., dict[str, Any]]:
    """Decides a harvested case as the head of its department."""

    def decide(case_id: str, decision: str = "approve", **said: Any) -> dict[str, Any]:
        department = call_action("ankang_case_show", id=case_id)["department"]
        context = {"user": holder_of("leader", department)}
        answers = yes("final", "harvest")
        asked = {"id": case_id, "decision": decision, "answers": answers, **said}
        return call_action("ankang_case_decide", context, **asked)

    return decide


@pytest.fixture
def approved_source() -> Callable[..., dict[str, str]]:
    """Makes a source with a standing approval: {source, source_hash, owner_org}."""

    def make(owner_org: str | None = None, **limits: Any) -> dict[str, str]:
        department = owner_org or factories.Organization()["id"]
        source = {
            "source": f"ceshi-{uuid4().hex[:12]}",
            "source_hash": uuid4().hex,
            "owner_org": department,
        }
        call_action(
            "ankang_standing_approval_grant",
            **source,
            approver_name=holder_of("leader", department),
            expires=(datetime.now(UTC) + timedelta(days=30)).isoformat(),
            limits={"max_items": 100, "types": ["dataset", "document"], **limits},
        )
        return source

    return make


@pytest.fixture
def open_case() -> Callable[..., dict[str, Any]]:
    """Opens a case of these packages under a source."""

    def open_(source: dict[str, str], *packages: Package, **overrides: Any) -> dict[str, Any]:
        items = [
            {
                "package": {"owner_org": source["owner_org"], **package},
                "document": None,
                "source": source["source"],
                "identifier": package["name"],
            }
            for package in packages
        ]
        arguments = {"title": "测试案卷", **source, "items": items, **overrides}
        del arguments["owner_org"]
        return call_action("ankang_case_open", **arguments)

    return open_


@pytest.fixture
def published_dataset(
    complete_package: Callable[..., Package],
    approved_source: Callable[..., dict[str, str]],
    open_case: Callable[..., dict[str, Any]],
) -> Package:
    """A dataset that went the whole way of the review."""
    opened = open_case(approved_source(), complete_package())
    assert opened["held"] == []
    return call_action("package_show", id=opened["published"][0])


def upload(content=ROWS, name="安康市公交线路.csv"):
    return FileStorage(io.BytesIO(content), filename=name)


def a_user(**fields):
    """Faker repeats itself in a database that is kept."""
    name = f"shili-{uuid4().hex[:12]}"
    return factories.UserWithToken(name=name, email=f"{name}@example.com", **fields)


def as_user(person):
    return {"headers": {"Authorization": person["token"]}} if person else {}


@pytest.fixture
def send():
    """Make an upload from bytes and a name."""
    return upload


@pytest.fixture(scope="session")
def people():
    """Everybody who may ask: the department's clerk, another department's, an administrator, nobody."""
    clerk, member, stranger = (a_user() for _ in range(3))
    ours = factories.Organization(
        users=[
            {"name": clerk["name"], "capacity": "editor"},
            {"name": member["name"], "capacity": "member"},
        ]
    )
    theirs = factories.Organization(users=[{"name": stranger["name"], "capacity": "admin"}])
    return SimpleNamespace(
        clerk=clerk,
        member=member,
        stranger=stranger,
        admin=a_user(sysadmin=True),
        nobody=None,
        ours=ours,
        theirs=theirs,
    )


@pytest.fixture
def resource(people):
    """A resource without any file, in a public dataset of the clerk's department."""
    package = call_action(
        "package_create",
        name=f"files-{uuid4().hex[:12]}",
        title="安康市公交线路",
        theme="transport",
        update_frequency="yearly",
        openness="unconditional",
        owner_org=people.ours["id"],
        resources=[{"name": "线路", "url": "", "url_type": "ankang_version", "format": "CSV"}],
    )
    return package["resources"][0]


@pytest.fixture
def version(resource, people):
    """A waiting version of that resource, handed in by the clerk."""
    return call_action(
        "ankang_file_version_create",
        {"user": people.clerk["name"]},
        upload=upload(),
        resource_id=resource["id"],
    )


@pytest.fixture
def published(version):
    """The same, public."""
    versions.publish(version["id"], version["resource_id"])
    model.Session.commit()
    return call_action("ankang_file_version_show", id=version["id"])


@pytest.fixture
def get(app):
    """Ask for an address as a person and return the answer, whatever its status."""

    def ask(address, person=None, method="GET", **headers):
        said = {**as_user(person).get("headers", {}), **headers}
        return app.test_client().open(address, method=method, headers=said)

    return ask
