"""People and a dataset of one department, used by the tests of versions."""

import io
import uuid
from types import SimpleNamespace

import pytest
from ckan import plugins
from ckan.tests import factories, helpers
from werkzeug.datastructures import FileStorage

ROWS = "编号,名称\n1,旬阳县\n".encode()


@pytest.fixture(autouse=True, scope="session")
def _rooms():
    """CKAN's pytest plugin unloads all plugins before the first test."""
    plugins.load_all()


def upload(content=ROWS, name="安康市公交线路.csv"):
    return FileStorage(io.BytesIO(content), filename=name)


def a_user(**fields):
    """Faker repeats itself in a database that is kept."""
    return factories.UserWithToken(name=f"shili-{uuid.uuid4().hex[:12]}", **fields)


def as_user(person):
    return {"headers": {"Authorization": person["token"]}} if person else {}


@pytest.fixture
def send():
    """Make an upload from bytes and a name."""
    return upload


@pytest.fixture
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
    package = helpers.call_action(
        "package_create",
        name=f"files-{uuid.uuid4().hex[:12]}",
        title="安康市公交线路",
        theme="transport",
        update_frequency="yearly",
        openness="unconditional",
        owner_org=people.ours["id"],
        resources=[{"name": "线路", "url": "", "url_type": "ankang_version", "format": "CSV"}],
    )
    return package["resources"][0]


@pytest.fixture
def version(resource):
    """A waiting version of that resource."""
    return helpers.call_action(
        "ankang_file_version_create", upload=upload(), resource_id=resource["id"]
    )


@pytest.fixture
def published(version):
    """The same, public."""
    from ckan import model

    from ckanext.ankang.files import versions

    versions.publish(version["id"], version["resource_id"])
    model.Session.commit()
    return helpers.call_action("ankang_file_version_show", id=version["id"])


@pytest.fixture
def get(app):
    """Ask for an address as a person and return the answer, whatever its status."""

    def ask(address, person=None, method="GET", **headers):
        said = {**as_user(person).get("headers", {}), **headers}
        return app.test_client().open(address, method=method, headers=said)

    return ask
