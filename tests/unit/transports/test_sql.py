"""Views of Debian's PostgreSQL and MariaDB as files."""

import socket

import pg8000.dbapi
import pymysql
import pytest

from harvesters.dialler import Limits
from harvesters.records import Failure
from tests.unit.transports.conftest import LOOPBACK
from tests.unit.transports.servers import certificate, free_port, mariadb, postgresql
from tests.unit.transports.sources import engine, make_source

DATABASES = {"postgresql": postgresql, "mysql": mariadb}
TABLE = {
    "postgresql": """CREATE TABLE towns ("编号" text, "名称" text, "人口" numeric(12,2), "面积" double precision,
        "撤销" boolean, "成立" date, "更新" timestamptz, "备注" jsonb)""",
    "mysql": """CREATE TABLE towns (`编号` varchar(20), `名称` varchar(50), `人口` decimal(12,2), `面积` double,
        `撤销` tinyint, `成立` date, `更新` timestamp NULL, `备注` varchar(100))""",
}
ROWS = [
    ("002", "石泉\n“县”,城", "1234.50", 0.1, 0, "1990-01-02", "2024-01-01 00:00:00", '{"乙": 1}'),
    ("001", "汉滨", "100.00", None, 1, "1949-10-01", "2024-06-01 00:00:00", None),
]
EXPECTED = {
    "postgresql": (
        "编号,名称,人口,面积,撤销,成立,更新,备注\r\n"
        "001,汉滨,100.00,,true,1949-10-01,2024-06-01 08:00:00+08:00,\r\n"
        '002,"石泉\n“县”,城",1234.50,0.1,false,1990-01-02,2024-01-01 08:00:00+08:00,"{""乙"": 1}"\r\n'
    ),
    "mysql": (
        "编号,名称,人口,面积,撤销,成立,更新,备注\r\n"
        "001,汉滨,100.00,,1,1949-10-01,2024-06-01 08:00:00,\r\n"
        '002,"石泉\n“县”,城",1234.50,0.1,0,1990-01-02,2024-01-01 08:00:00,"{""乙"": 1}"\r\n'
    ),
}
VIEW = {"view": "towns", "key": ["编号"], "values": {"名称": "乡镇"}}


class Database:
    """One server, and an administrator's connection to it."""

    def __init__(self, make: str, port: int) -> None:
        self.make, self.port = make, port
        self.name = {"postgresql": "postgres", "mysql": "open"}[make]
        said = {"host": "127.0.0.1", "port": port, "user": "admin", "password": "secret"}
        driver = {"postgresql": pg8000.dbapi, "mysql": pymysql}[make]
        self.connection = driver.connect(database=self.name, **said)
        zone = {"postgresql": "SET TIME ZONE 'UTC'", "mysql": "SET time_zone = '+00:00'"}[make]
        self.do(zone)

    def do(self, statement: str, *values: object) -> None:
        self.connection.cursor().execute(statement, values)
        self.connection.commit()

    def fill(self, rows=ROWS) -> None:
        self.do("DROP TABLE IF EXISTS towns")
        self.do(TABLE[self.make])
        for row in rows:
            row = (*row[:4], bool(row[4]), *row[5:])
            self.do(f"INSERT INTO towns VALUES ({', '.join(['%s'] * len(row))})", *row)


@pytest.fixture(scope="module", params=DATABASES)
def database(request):
    with DATABASES[request.param]() as port:
        yield Database(request.param, port)


def harvester_of(database, tmp_path, tls=False):
    """A function that harvests views of a database."""

    def run(*views, networks=None, password="secret", port=None, limits=Limits(tries=1)):  # noqa: B008
        address = f"{database.make}://127.0.0.1:{port or database.port}/{database.name}"
        login = {"user": "admin", "password": {"secret": "WORD"}}
        sql = {"login": login, "tls": tls, "views": list(views)}
        make_source(tmp_path, kind="sql", address=address, networks=["inside"], sql=sql)
        networks = {"inside": [LOOPBACK] if networks is None else networks}
        harvester = engine(tmp_path, networks=networks, secrets={"WORD": password}, limits=limits)
        return list(harvester.records(harvester.listing(), tmp_path / "files"))

    return run


@pytest.fixture
def harvest(database, tmp_path):
    return harvester_of(database, tmp_path)


@pytest.fixture(scope="module", params=DATABASES)
def secured(request, tmp_path_factory):
    """The same server with a certificate of its own, and the certificate."""
    known = certificate(tmp_path_factory.mktemp("tls"))
    with DATABASES[request.param](known) as port:
        database = Database(request.param, port)
        database.fill()
        yield database, known


def test_a_view_becomes_a_file(database, harvest):
    database.fill()

    [record] = harvest(VIEW)

    [file] = record.attachments
    assert (record.identifier, record.title, file.name) == ("towns", "乡镇", "towns.csv")
    assert file.path.read_bytes().decode() == EXPECTED[database.make]


def test_the_same_rows_are_the_same_file(database, harvest):
    database.fill()
    [first] = harvest(VIEW)
    database.fill(ROWS[::-1])

    [second] = harvest(VIEW)

    assert second.content_hash == first.content_hash


def test_a_changed_row_is_another_file(database, harvest):
    database.fill()
    [first] = harvest(VIEW)
    database.fill([(*ROWS[0][:1], "改名", *ROWS[0][2:]), ROWS[1]])

    [second] = harvest(VIEW)

    assert second.content_hash != first.content_hash


def test_columns_are_chosen_and_named(database, harvest):
    database.fill()

    [record] = harvest({**VIEW, "columns": {"编号": "区划代码", "名称": "乡镇名称"}})

    assert (
        record.attachments[0].path.read_text(encoding="utf-8").splitlines()[0]
        == "区划代码,乡镇名称"
    )


def test_a_key_that_is_none_is_refused(database, harvest):
    database.fill([*ROWS, ("001", "又一个", *ROWS[1][2:])])

    [failure] = harvest(VIEW)

    assert isinstance(failure, Failure)
    assert "编号 都是“001”" in failure.reason


def test_a_view_that_is_not_there_is_named(database, harvest):
    database.fill()

    failure, good = harvest({**VIEW, "view": "no; DROP TABLE towns"}, VIEW)

    assert "读不出来" in failure.reason
    assert good.title == "乡镇"


def test_a_wrong_password_stops_the_source(database, harvest):
    with pytest.raises(Exception, match="登录不成") as caught:
        harvest(VIEW, password="wrong-word")
    assert "wrong-word" not in str(caught.value)


def test_the_policy_holds_for_databases(harvest):
    [failure] = harvest(VIEW, networks=[])

    assert "本机地址" in failure.reason


def test_a_closed_port_is_unreachable(harvest):
    [failure] = harvest(VIEW, port=free_port())

    assert "连接" in failure.reason


def test_a_silent_database_ends_at_the_deadline(harvest):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()

        [failure] = harvest(
            VIEW, port=silent.getsockname()[1], limits=Limits(tries=1, total_seconds=1)
        )

    assert "1 秒内没有答完" in failure.reason


def test_a_view_beyond_the_cap_is_dropped(database, harvest):
    database.fill()

    [failure] = harvest(VIEW, limits=Limits(tries=1, file_bytes=20))

    assert "超过 20 字节" in failure.reason


def test_nothing_can_be_written(database, harvest):
    database.fill()
    database.do("DROP TABLE IF EXISTS written")
    database.do("CREATE TABLE written (n int)")
    body = "INSERT INTO written VALUES (1)"
    if database.make == "postgresql":
        database.do(
            f"CREATE OR REPLACE FUNCTION evil() RETURNS int LANGUAGE sql AS '{body}; SELECT 1'"
        )
    else:
        database.do("DROP FUNCTION IF EXISTS evil")
        database.do(f"CREATE FUNCTION evil() RETURNS int BEGIN {body}; RETURN 1; END")
    database.do("DROP VIEW IF EXISTS trap")
    database.do("CREATE VIEW trap AS SELECT evil() AS n")

    [failure] = harvest({"view": "trap", "key": ["n"], "values": {"名称": "陷阱"}})

    assert "读不出来" in failure.reason


def test_a_view_is_read_over_tls_with_a_certificate_that_is_known(secured, tmp_path, monkeypatch):
    database, known = secured
    monkeypatch.setenv("SSL_CERT_FILE", str(known))

    [record] = harvester_of(database, tmp_path, tls=True)(VIEW)

    [file] = record.attachments
    assert file.path.read_bytes().decode() == EXPECTED[database.make]


def test_a_database_with_a_strange_certificate_is_not_believed(secured, tmp_path):
    database, _unknown = secured

    [failure] = harvester_of(database, tmp_path, tls=True)(VIEW)

    assert isinstance(failure, Failure)
    assert "证书" in failure.reason


def test_a_database_without_tls_is_not_read_where_tls_is_asked_for(database, tmp_path):
    database.fill()

    [failure] = harvester_of(database, tmp_path, tls=True)(VIEW)

    assert isinstance(failure, Failure)
    assert "连接" in failure.reason
