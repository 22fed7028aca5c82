"""Tables made from rows, as the loading job makes them from a version's file."""

from uuid import uuid4

import pytest
from ckan.tests import helpers
from ckanext.datastore.backend import postgres

from ckanext.ankang.datastore import loading, writing

SCHEMA = {
    "fields": [
        {"name": "mingcheng", "title": "名称", "type": "string", "description": "县区的名称"},
        {"name": "renkou", "title": "人口", "type": "integer", "unit": "人"},
        {"name": "riqi", "title": "日期", "type": "date"},
    ]
}
ROWS = [["旬阳市", "1", "2024-01-31"], ["紫阳\t县\n\\", None, ""]]


def nothing(*_told):
    """Nobody watches."""


def writes(rows):
    """What the fenced child does with a file, from rows."""

    def write(target):
        with target.open("wb") as file:
            for row in rows:
                file.write(writing.record(row))
        return len(rows)

    return write


@pytest.fixture
def load():
    """Load rows into a resource's table, and index them if asked."""

    def load_(resource, rows=ROWS, schema=SCHEMA, indexed=False):
        version = str(uuid4())
        loading.load(resource["id"], version, schema, writes(rows), nothing)
        if indexed:
            loading.index(resource["id"], version, schema, nothing)
        return version

    return load_


@pytest.fixture
def search(resource):
    """Ask `datastore_search` about the resource's table."""

    def search_(**question):
        return helpers.call_action("datastore_search", resource_id=resource["id"], **question)

    return search_


@pytest.fixture
def database():
    """Ask the DataStore's database, as the role that writes."""

    def ask(statement, *values):
        with postgres.get_write_engine().begin() as connection:
            found = connection.exec_driver_sql(statement, values)
            return found.fetchall() if found.returns_rows else []

    return ask
