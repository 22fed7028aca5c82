"""Folders and databases from their first run to a changed file: published, stored, loaded, unchanged, new."""

import hashlib
import os

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa

from ckanext.ankang.jobs import outbox

ROWS = "区划代码,名称\r\n610902001,新城街道\r\n610902002,老城街道\r\n"
MORE = ROWS + "610902003,江北街道\r\n"
MANIFEST = """编号,名称,主题,更新周期,开放属性,文件
1,安康市街道名录,地理空间,每年,无条件开放,jiedao.csv
2,安康市街道沿革,地理空间,每年,无条件开放,沿革/yange.csv
"""
SAID = {"主题": "地理空间", "更新周期": "每年", "开放属性": "无条件开放"}


def write(path, text):
    path.write_text(text, encoding="utf-8", newline="")


@pytest.fixture
def folder(tmp_path):
    """A folder of this machine with two tables."""
    made = tmp_path / "share"
    (made / "沿革").mkdir(parents=True)
    write(made / "jiedao.csv", ROWS)
    write(made / "沿革/yange.csv", "年份,名称\r\n1949,新城\r\n")
    return made


@pytest.fixture
def by_manifest(own, folder):
    """A manifest says what lies in the folder."""
    write(folder / "清单.csv", MANIFEST)
    rules = {"manifest": {"file": "清单.csv", "identifier": "编号", "files": "文件"}}
    made = own("folder", f"file:{folder}", folder=rules)
    return made, "1", lambda: write(folder / "jiedao.csv", MORE)


@pytest.fixture
def by_name(own, folder):
    """The names of the files say what they are."""
    (folder / "jiedao.csv").rename(folder / "1_安康市街道名录.csv")
    pattern = r"(?P<编号>\d+)_(?P<名称>[^_/]+)\.csv"
    fields = {
        "title": {"from": "名称"},
        "theme": {"value": "institutions"},
        "update_frequency": {"value": "yearly"},
        "openness": {"value": "unconditional"},
        "license_id": {"value": "cc-by-4.0"},
    }
    rules = {"names": {"pattern": pattern, "identifier": "编号"}}
    made = own("folder", f"file:{folder}", folder=rules, fields=fields)
    return made, "1", lambda: write(folder / "1_安康市街道名录.csv", MORE)


@pytest.fixture
def table():
    """A table in the test's own PostgreSQL, gone afterwards."""
    name = f"jiedao_{os.getpid()}"
    with model.meta.engine.begin() as connection:
        connection.execute(sa.text(f'CREATE TABLE {name} ("区划代码" text, "名称" text)'))
        fill = sa.text(
            f"INSERT INTO {name} VALUES ('610902001', '新城街道'), ('610902002', '老城街道')"
        )
        connection.execute(fill)
    yield name
    with model.meta.engine.begin() as connection:
        connection.execute(sa.text(f"DROP TABLE {name}"))


@pytest.fixture
def by_view(own, table, monkeypatch):
    """A source that reads the table."""
    server = model.meta.engine.url
    monkeypatch.setenv("ANKANG_SECRET_DATABASE", server.password)
    login = {"user": server.username, "password": {"secret": "DATABASE"}}
    view = {"view": table, "key": ["区划代码"], "values": {"名称": "安康市街道名录", **SAID}}
    rules = {"login": login, "tls": False, "views": [view]}
    place = f"postgresql://{server.host}:{server.port}/{server.database}"

    def add_a_row():
        with model.meta.engine.begin() as connection:
            connection.execute(sa.text(f"INSERT INTO {table} VALUES ('610902003', '江北街道')"))

    return own("sql", place, sql=rules), table, add_a_row


def resource_of(source, identifier):
    """The public file of an item, as everybody gets it, and its versions."""
    outbox.drain()
    package = source.records()[identifier].package_id
    anybody = {"ignore_auth": False, "user": ""}
    (resource,) = tk.get_action("package_show")({**anybody}, {"id": package})["resources"]
    versions = sa.text("SELECT count(*) FROM ankang_file_version WHERE resource_id = :id")
    return resource, model.Session.scalar(versions, {"id": resource["id"]})


def loaded(resource):
    """What can be queried of a file."""
    asked = {"resource_id": resource["id"], "limit": 10, "sort": "_id"}
    found = tk.get_action("datastore_search")({"ignore_auth": False, "user": ""}, asked)
    name = found["fields"][-1]["id"]
    return [row[name] for row in found["records"]]


def sha256(text):
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


@pytest.fixture(params=["by_manifest", "by_name", "by_view"])
def source(request):
    """A source with the table of streets: its identifier, and how to add a row."""
    return request.getfixturevalue(request.param)


def test_a_table_is_published_and_loaded_and_a_changed_one_is_a_new_version(source):
    own, identifier, add_a_row = source

    first = own.run()
    published, _ = resource_of(own, identifier)
    rows = loaded(published)
    second = own.run()
    unchanged, versions = resource_of(own, identifier)
    add_a_row()
    third = own.run()

    changed, more = resource_of(own, identifier)
    assert {line["outcome"] for line in first.lines} == {"published"}
    assert (published["hash"], rows) == (sha256(ROWS), ["新城街道", "老城街道"])
    assert (second.lines, unchanged["hash"], versions) == ([], published["hash"], 1)
    assert [(one["identifier"], one["change"], one["outcome"]) for one in third.lines] == [
        (identifier, "change", "published")
    ]
    assert (changed["hash"], more) == (sha256(MORE), 2)
    assert loaded(changed) == ["新城街道", "老城街道", "江北街道"]


def test_a_file_that_a_manifest_names_in_vain_stops_its_item_alone(by_manifest, folder):
    own, _identifier, _add_a_row = by_manifest
    (folder / "沿革/yange.csv").unlink()

    run = own.run()

    assert {line["identifier"]: line["outcome"] for line in run.lines} == {
        "1": "published",
        "2": "error",
    }
    assert "请补上文件，或改正清单" in run.errors[0]["reason"]
