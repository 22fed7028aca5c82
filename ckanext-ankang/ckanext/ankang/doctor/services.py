"""Whether the stores answer, are the right ones, and hold what this release needs."""

import time
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

import redis
import requests
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from .findings import Finding, error, note, well

SCHEMA_NAME = "ckan-2.12"
LIBRARY_CORE = "ckanext.ankang.search.library_core"
LIBRARY_NAME = "ankang-library"
OUR_FIELDS = ("ankang_title", "ankang_words", "ankang_text", "ankang_numbers", "title_sort")
CLOCK_SECONDS = 2
# Older than this, an outbox row says that nobody indexes.
OUTBOX_SECONDS = 600

QUEUE = "SELECT state, count(*) FROM ankang_job GROUP BY state"
OUTBOX = "SELECT count(*), coalesce(extract(epoch FROM now() - min(created)), 0) FROM ankang_outbox"
FAULTS = """
    SELECT count(*), coalesce(min(id), '') FROM ankang_file_version
     WHERE fault IS NOT NULL AND erased IS NULL
"""
WRITABLE = """
    SELECT count(*) FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       AND has_table_privilege(oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
"""


def database(config: Mapping[str, Any]) -> Iterator[Finding]:
    """The portal's database: version, clock, migrations, queue."""
    try:
        with _connect(config["sqlalchemy.url"]) as connection:
            version = connection.scalar(sa.text("SHOW server_version"))
            yield well("数据库", f"已连接，PostgreSQL {version}")
            yield _clock(connection)
            yield from _migrations(connection)
            yield from _queue(connection)
            yield from _files(connection)
    except SQLAlchemyError as failure:
        yield _no_database("数据库", "sqlalchemy.url", failure)


def datastore(config: Mapping[str, Any]) -> Iterator[Finding]:
    """The DataStore, and that its reader can only read."""
    try:
        with _connect(config["ckan.datastore.write_url"]):
            yield well("数据存储", "已连接")
    except SQLAlchemyError as failure:
        yield _no_database("数据存储", "ckan.datastore.write_url", failure)
    try:
        with _connect(config["ckan.datastore.read_url"]) as connection:
            yield _only_reads(connection)
    except SQLAlchemyError as failure:
        yield _no_database("数据存储只读账号", "ckan.datastore.read_url", failure)


def _connect(url: str) -> sa.Connection:
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool, connect_args={"connect_timeout": 5})
    return engine.connect()


def _no_database(subject: str, key: str, failure: SQLAlchemyError) -> Finding:
    """The driver's message names host, port and role, never the password."""
    reason = str(getattr(failure, "orig", failure)).strip().splitlines()[0]
    return error(
        subject, f"连接不上（{reason}）。", f"请检查配置项 {key}，并用 deploy/status 看数据库。"
    )


def _only_reads(connection: sa.Connection) -> Finding:
    advice = "请运行 ckan datastore set-permissions 并执行它输出的语句。"
    if count := connection.scalar(sa.text(WRITABLE)):
        return error("数据存储只读账号", f"可以改写 {count} 张表。", advice)
    try:
        connection.execute(sa.text("CREATE TABLE ankang_doctor_probe ()"))
    except DBAPIError:
        return well("数据存储只读账号", "已连接，不能写入")
    finally:
        connection.rollback()
    return error("数据存储只读账号", "可以建立新表。", advice)


def _clock(connection: sa.Connection) -> Finding:
    there = float(connection.scalar(sa.text("SELECT extract(epoch FROM clock_timestamp())")) or 0)
    difference = abs(there - time.time())
    if difference > CLOCK_SECONDS:
        return error(
            "时钟", f"数据库与本机相差 {difference:.0f} 秒。", "请让两边都与同一时间服务器同步。"
        )
    return well("时钟", f"数据库与本机相差 {difference:.1f} 秒")


def _migrations(connection: sa.Connection) -> Iterator[Finding]:
    folders = {"": files("ckan") / "migration"}
    folders |= {
        f"{folder.name}_": folder
        for folder in (files("ckanext.ankang") / "migration").iterdir()
        if (folder / "versions").is_dir()
    }
    tables = set(sa.inspect(connection).get_table_names())
    behind = []
    for prefix, folder in folders.items():
        table = f"{prefix}alembic_version"
        query = sa.text(f"SELECT version_num FROM {table}")
        current = connection.scalar(query) if table in tables else None
        if current != ScriptDirectory(str(folder)).get_current_head():
            behind.append(prefix.rstrip("_") or "CKAN")
    if behind:
        yield error(
            "数据表", f"{'、'.join(sorted(behind))} 的数据表不是这一版的。", "请运行 deploy/up。"
        )
    else:
        yield well("数据表", "都是这一版的")


def _queue(connection: sa.Connection) -> Iterator[Finding]:
    if not sa.inspect(connection).has_table("ankang_job"):
        yield error("队列", "还没有建立。", "请运行 deploy/up。")
        return
    states = {state: count for state, count in connection.execute(sa.text(QUEUE))}
    count, age = connection.execute(sa.text(OUTBOX)).one()
    sentence = f"等待 {states.get('waiting', 0)} 项，运行 {states.get('running', 0)} 项"
    if quarantined := states.get("quarantined", 0):
        yield note("队列", f"{sentence}，隔离 {quarantined} 项。", "请由管理员查看隔离任务的原因。")
    else:
        yield well("队列", f"{sentence}，没有隔离的任务")
    if age > OUTBOX_SECONDS:
        yield note(
            "待索引",
            f"{count} 条，最早的已等 {age / 60:.0f} 分钟。",
            "请用 deploy/status 看后台任务和检索。",
        )
    else:
        yield well("待索引", f"{count} 条")


def _files(connection: sa.Connection) -> Iterator[Finding]:
    """Whether a stored file is not what it was when it was last read again."""
    columns = sa.inspect(connection)
    if not columns.has_table("ankang_file_version"):
        return
    if "fault" not in {one["name"] for one in columns.get_columns("ankang_file_version")}:
        return
    count, first = connection.execute(sa.text(FAULTS)).one()
    if count:
        yield error(
            "文件版本",
            f"{count} 个文件与存入时的 SHA-256 不符或已缺失，例如 {first}。",
            "请管理员查看 ankang_file_fixity_list，并从备份放回原文件。",
        )
    else:
        yield well("文件版本", "没有与 SHA-256 不符的文件")


def cache(config: Mapping[str, Any]) -> Iterator[Finding]:
    """Redis, which holds sessions and failed logins."""
    try:
        client = redis.Redis.from_url(config["ckan.redis.url"], socket_timeout=5)
        facts: Any = client.info("server")
        yield well("缓存", f"已连接，Redis {facts['redis_version']}")
    except (redis.RedisError, ValueError) as failure:
        yield error(
            "缓存",
            f"连接不上（{failure}）。",
            "请检查配置项 ckan.redis.url，并用 deploy/status 看 Redis。",
        )


def index(config: Mapping[str, Any]) -> Iterator[Finding]:
    """Solr: whether it answers, whether its schema is CKAN's of this release with our fields, and the library."""
    core = str(config["solr_url"]).rstrip("/")
    try:
        system = _ask(core.rpartition("/")[0] + "/admin/info/system?wt=json").json()
        schema = ElementTree.fromstring(_ask(f"{core}/admin/file?file=schema.xml").content)
    except (requests.RequestException, ElementTree.ParseError, ValueError) as failure:
        reason = type(failure).__name__
        yield error(
            "检索", f"连接不上（{reason}）。", "请检查配置项 solr_url，并用 deploy/status 看 Solr。"
        )
        return
    yield well("检索", f"已连接，Solr {system['lucene']['solr-spec-version']}")
    yield _schema(schema)
    name = config.get(LIBRARY_CORE) or "library"
    yield _library(f"{core.rpartition('/')[0]}/{name}")


def _library(core: str) -> Finding:
    """The core of the documents and their articles."""
    advice = "请运行 deploy/up，再运行 ckan ankang-search rebuild。"
    try:
        name = _ask(f"{core}/schema/name?wt=json").json()["name"]
        count = _ask(f"{core}/select?q=entity:text&rows=0&wt=json").json()["response"]["numFound"]
    except (requests.RequestException, ValueError) as failure:
        return error("文件库索引", f"连接不上（{type(failure).__name__}）。", advice)
    if name != LIBRARY_NAME:
        return error("文件库索引", f"名称是“{name}”，应为“{LIBRARY_NAME}”。", advice)
    return well("文件库索引", f"{name}，{count} 份文本")


def _schema(schema: ElementTree.Element) -> Finding:
    name = schema.get("name", "")
    fields = {field.get("name") for field in schema.iter("field")}
    missing = [field for field in OUR_FIELDS if field not in fields]
    if name != SCHEMA_NAME:
        return error(
            "索引结构", f"名称是“{name}”，应为“{SCHEMA_NAME}”。", "请运行 deploy/up 后重建索引。"
        )
    if missing:
        return error(
            "索引结构", f"缺少字段 {'、'.join(missing)}。", "请运行 deploy/up 后重建索引。"
        )
    return well("索引结构", f"{name}，本平台的字段齐全")


def _ask(url: str) -> requests.Response:
    answer = requests.get(url, timeout=10)
    answer.raise_for_status()
    return answer
