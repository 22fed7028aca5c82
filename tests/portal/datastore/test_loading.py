"""A version's rows become a table: whole, once, seen by all or by nobody."""

import csv
import io
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from uuid import uuid4

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import helpers
from ckanext.datastore.backend import postgres
from frictionless import Field
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ckanext.ankang.datastore import loading, staging, writing
from ckanext.ankang.datastore.columns import TooManyColumns
from ckanext.ankang.jobs.errors import JobCancelled, RetryJob
from ckanext.ankang.quality.validation import validate_table
from ckanext.ankang.tables import read_table

from .conftest import ROWS, SCHEMA, nothing, writes

LEFT = "SELECT relname FROM pg_class WHERE relnamespace = 'loading'::regnamespace"


def test_rows_read_back_as_they_were(resource, load, search):
    load(resource)
    found = search()
    assert found["total"] == 2
    assert [list(r.values())[1:] for r in found["records"]] == [
        ["旬阳市", 1, "2024-01-31"],
        ["紫阳\t县\n\\", None, None],
    ]


def test_the_dictionary_is_the_table_schema(resource, load):
    load(resource, indexed=True)
    fields = helpers.call_action("datastore_info", id=resource["id"])["fields"]
    infos = {f["id"]: f.get("info", {}) for f in fields}
    assert infos["mingcheng"] == {"label": "名称", "notes": "县区的名称"}
    assert infos["renkou"] == {"label": "人口", "unit": "人"}


@pytest.mark.parametrize("indexed", [False, True])
def test_a_later_load_replaces_rows_and_columns_and_keeps_aliases(
    resource, load, search, database, indexed
):
    load(resource, indexed=indexed)
    alias = f"bieming-{uuid4().hex[:12]}"
    database(f'CREATE VIEW "{alias}" AS SELECT * FROM "{resource["id"]}"')
    load(resource, [["白河县"]], {"fields": SCHEMA["fields"][:1]}, indexed=indexed)
    found = helpers.call_action("datastore_search", resource_id=alias)
    assert [f["id"] for f in found["fields"]] == ["_id", "mingcheng"]
    assert (search()["total"], found["records"][0]["mingcheng"]) == (1, "白河县")
    assert helpers.call_action("datastore_info", id=resource["id"])["meta"]["aliases"] == [alias]


def test_the_public_reads_with_the_read_only_role(resource, load, get):
    load(resource, indexed=True)
    answer = get(f"/api/3/action/datastore_search?resource_id={resource['id']}")
    assert answer.json["result"]["total"] == 2


def test_the_read_only_role_may_not_look_where_tables_are_made():
    with postgres.get_read_engine().connect() as connection:
        may = "SELECT has_schema_privilege(current_user, 'loading', 'USAGE')"
        assert connection.exec_driver_sql(may).scalar() is False


def test_a_version_is_loaded_once(resource, load):
    version = load(resource)

    def again(_target):
        raise AssertionError("the version is loaded already")

    loading.load(resource["id"], version, SCHEMA, again, nothing)


@pytest.mark.parametrize("end", [RuntimeError, JobCancelled])
def test_a_load_that_ends_early_leaves_the_old_table_and_nothing_else(
    resource, load, search, database, end
):
    load(resource)

    def breaking(target):
        with target.open("wb") as file:
            file.write("汉滨区,2,2024-01-01\n".encode() * 100)
        raise end

    with pytest.raises(end):
        loading.load(resource["id"], "new", SCHEMA, breaking, nothing)
    assert search()["total"] == 2
    assert database(LEFT) == []


def test_a_value_that_the_database_refuses_ends_the_writing_with_its_reason(resource):
    endless = writes([["汉滨区", "不是数", "2024-01-01"]] * 200_000)
    with pytest.raises(loading.RefusedRows, match="不是数"):
        loading.load(resource["id"], "new", SCHEMA, endless, nothing)


def test_a_cancelled_statement_ends_at_once(resource):
    def cancel(*_signal):
        raise JobCancelled

    before = signal.signal(signal.SIGALRM, cancel)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with staging.staging(resource["id"]) as table, pytest.raises(JobCancelled):
            staging.interruptibly(table.connection, lambda: table.run("SELECT pg_sleep(60)"))
    finally:
        signal.signal(signal.SIGALRM, before)


KILLED = """
import os, signal, sys
from ckan.cli import load_config
from ckan.config.middleware import make_app
make_app(load_config(os.environ["CKAN_INI"]))
from ckanext.ankang.datastore import loading, staging, writing
fields = {"fields": [{"name": "a", "type": "integer"}]}
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
def write(target):
    with target.open("wb") as file:
        file.write(b"1\\n" * 1000)
        if sys.argv[2] == "copying":
            file.flush()
            die()
    return 1000
staging.Staging.take_place = die
loading.load(sys.argv[1], "killed", fields, write, die)
"""


@pytest.mark.parametrize("moment", ["copying", "exchanging"])
def test_a_killed_load_is_taken_up_again_and_leaves_nothing(
    resource, load, search, database, moment
):
    killed = subprocess.run([sys.executable, "-c", KILLED, resource["id"], moment])
    assert killed.returncode == -signal.SIGKILL
    deadline = time.monotonic() + 10
    while True:
        # The server notices within moments that its client is gone.
        try:
            load(resource)
            break
        except RetryJob:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    assert search()["total"] == 2
    assert database(LEFT) == []


def test_what_a_killed_load_of_another_resource_left_is_removed(resource, load, database):
    database('CREATE TABLE loading."load-gone" (a int)')
    load(resource)
    assert database(LEFT) == []


def test_two_loads_of_one_resource_do_not_meet(resource, load):
    with staging.staging(resource["id"]), pytest.raises(RetryJob):
        load(resource)


def test_a_long_reader_delays_the_exchange_and_no_new_reader(resource, load, search, monkeypatch):
    monkeypatch.setattr(staging, "EXCHANGE_SECONDS", 0)
    load(resource)
    with postgres.get_read_engine().connect() as reader:
        reader.exec_driver_sql(f'SELECT count(*) FROM "{resource["id"]}"').scalar()
        with pytest.raises(RetryJob):
            load(resource, [["白河县", "3", ""]])
        assert search()["total"] == 2
    load(resource, [["白河县", "3", ""]])
    assert search()["total"] == 1


def test_no_reader_waits_or_sees_half_while_a_table_is_loaded_and_indexed(resource, load, search):
    """A reader who gives up when a lock takes 200 ms; with ANKANG_DRILL while a million rows load."""
    count = 1_000_000 if os.environ.get("ANKANG_DRILL") else 50_000
    load(resource, [["旧", "0", ""]] * 10)
    rows = [["新县公交线路", str(n), "2024-01-31"] for n in range(count)]
    answers, stop = set(), threading.Event()
    question = f'SELECT count(*), max("mingcheng") FROM "{resource["id"]}" WHERE _id <= 10'

    def read():
        while not stop.is_set():
            with postgres.get_read_engine().connect() as reader:
                reader.exec_driver_sql("SET LOCAL lock_timeout = '200ms'")
                answers.add(tuple(reader.exec_driver_sql(question).one()))

    with ThreadPoolExecutor(1) as pool:
        reader = pool.submit(read)
        try:
            load(resource, rows, indexed=True)
        finally:
            stop.set()
        reader.result()
    assert answers == {(10, "旧"), (10, "新县公交线路")}
    assert search()["total"] == count


@pytest.mark.parametrize(("width", "cell"), [(300, "公交线路"), (1590, "公")])
def test_a_wide_table_is_loaded_indexed_and_asked(resource, load, search, width, cell):
    schema = {"fields": [{"name": f"c{n}", "type": "string"} for n in range(width)]}
    load(resource, [[cell] * width], schema, indexed=True)
    assert len(search(q=cell)["fields"]) == width + 2


def test_a_row_wider_than_the_database_is_a_sentence(resource, load):
    schema = {"fields": [{"name": f"c{n}", "type": "string"} for n in range(1590)]}
    with pytest.raises(loading.RefusedRows, match="8160 字节"):
        load(resource, [["公交线路"] * 1590], schema)


def test_a_table_wider_than_the_database_is_a_sentence(resource, load):
    schema = {"fields": [{"name": f"c{n}", "type": "string"} for n in range(1599)]}
    with pytest.raises(TooManyColumns, match="1599 列"):
        load(resource, [], schema)


def test_a_dump_is_the_rows_of_the_file(resource, load, get):
    load(resource, ROWS, indexed=True)
    answer = get(f"/datastore/dump/{resource['id']}?bom=false")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True), newline="")))
    assert rows[1:] == [["1", "旬阳市", "1", "2024-01-31"], ["2", "紫阳\t县\n\\", "", ""]]


def test_a_key_has_a_unique_index(resource, load, database):
    load(resource, schema={**SCHEMA, "primaryKey": ["名称"]}, indexed=True)
    keys = "SELECT indexdef FROM pg_indexes WHERE tablename = %s AND indexdef LIKE '%%(mingcheng)'"
    assert len(database(keys, resource["id"])) == 1


def test_users_may_not_write_and_the_portal_may(resource, load, people, search):
    load(resource, indexed=True)
    context = {"user": people.admin["name"], "ignore_auth": False}
    row = {"mingcheng": "岚皋县公交", "renkou": 5}
    asked = {"resource_id": resource["id"], "records": [row], "method": "insert", "force": True}
    with pytest.raises(tk.NotAuthorized, match="不能直接改写其数据表"):
        tk.get_action("datastore_upsert")({**context}, asked)
    with pytest.raises(tk.NotAuthorized, match="不能直接改写其数据表"):
        tk.get_action("datastore_delete")({**context}, {"resource_id": resource["id"]})
    helpers.call_action("datastore_upsert", **asked)
    assert search(q="公交")["records"][0]["_id"] == 3


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0")) | st.sampled_from(
    ["\\N", "\\.", "\t", "a\nb", "a\r\nb", '"', "''", "\\", ",", " 空 ", "NULL", "\r"]
)
VALUES = st.tuples(
    TEXTS,
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none()
    | st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20),
    st.none() | st.booleans(),
    st.none() | st.dates(),
    st.none() | st.datetimes(),
)
TYPES = ["string", "integer", "number", "boolean", "date", "datetime"]


def said(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return None if value is None else str(value)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(VALUES, min_size=1, max_size=8))
def test_values_read_back_equal(resource, load, database, rows):
    schema = {"fields": [{"name": f"c{n}", "type": kind} for n, kind in enumerate(TYPES)]}
    load(resource, [[said(value) for value in row] for row in rows], schema)
    found = database(f'SELECT c0, c1, c2, c3, c4, c5 FROM "{resource["id"]}" ORDER BY _id')
    expected = [(text or None, *others) for text, *others in rows]
    assert [tuple(row) for row in found] == expected


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(TEXTS, min_size=1))
def test_a_table_of_one_column_reads_back_equal(resource, load, database, texts):
    load(resource, [[text] for text in texts], {"fields": [{"name": "a", "type": "string"}]})
    found = database(f'SELECT a FROM "{resource["id"]}" ORDER BY _id')
    assert [row[0] for row in found] == [text or None for text in texts]


CELLS = {
    "integer": ["0", "-7", "+3", "007", " 5 ", "1_000", "１２", "9223372036854775807", "9" * 19, "1e3", "1.0"],
    "number": ["1e3", "-1.5E-7", "+3.0", ".5", "5.", "1_0.5", "NaN", "Infinity", "１", " 2.5 ", "1,000"],
    "boolean": ["true", "False", "1", "0", "TRUE", "yes", "是"],
    "date": ["2024-02-29", "2023-02-29", "2024-1-2", "0001-01-01", "9999-12-31", "2024年3月1日"],
    "datetime": [
        "2024-01-31T08:00:00", "2024-01-31 08:00:00",
        "2024-01-31T08:00:00.123", "2024-01-31T24:00:00", "2024-01-31T08:00:00Z",
        "2024-01-31T08:00:00+08:00", "20240131T0800", "2024-W05", "2024-01",
    ],
    "time": ["08:00:00", "24:00:00", "8:00", "23:59:60", "08:00:00Z", "08:00:00+08:00"],
    "string": ["\\N", "\\.", '"', "a\tb", "a\nb", "-", "无"],
}  # fmt: skip
PECULIAR = {
    "boolean": [{}, {"trueValues": ["是"], "falseValues": ["否", "0"]}],
    "number": [{}, {"groupChar": ","}],
    "string": [{}, {"missingValues": ["-", ""]}],
}
TABLES = st.sampled_from(sorted(CELLS)).flatmap(
    lambda kind: st.tuples(
        st.just(kind),
        st.sampled_from(PECULIAR.get(kind, [{}])),
        st.lists(st.sampled_from(["", *CELLS[kind]]), min_size=1, max_size=2),
    )
)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TABLES)
def test_what_the_report_calls_valid_is_loaded_and_reads_back_equal(
    resource, database, tmp_path, table
):
    kind, more, cells = table
    path = tmp_path / "表.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["序", "值"], *([f"x{n}", c] for n, c in enumerate(cells))])
    schema = {"fields": [{"name": "序", "type": "string"}, {"name": "值", "type": kind, **more}]}
    found = validate_table(path, schema=schema)
    assume(found.verdict == "valid")

    def write(target):
        return writing.write_rows(path, target, name=path.name, schema=found.schema, limits={})

    loading.load(resource["id"], str(uuid4()), found.schema, write, nothing)
    name, field = found.schema["fields"][1]["name"], Field.from_descriptor(schema["fields"][1])
    stored = database(f'SELECT "{name}" FROM "{resource["id"]}" ORDER BY _id')
    read = read_table(path, types={"值": kind, "序": "string"}).rows
    expected = [cell if "groupChar" in more else field.read_cell(cell)[0] for _, cell in read]
    assert [row[0] for row in stored] == expected
