"""The audit log in the database: append-only, signed, and its head noted outside."""

import os
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.common import config
from ckan.exceptions import CkanConfigurationException

from ckanext.ankang.review import audit
from ckanext.ankang.review.config import audit_head_file

TABLES = ("ankang_audit_entry", "ankang_audit_link")


@pytest.fixture
def entry():
    """The number of a fresh entry that has a successor."""
    subject = str(uuid4())
    for action in ("test.first", "test.second"):
        audit.record("示例 管理员", action, subject, text="原文")
        model.Session.commit()
    query = sa.text("SELECT min(number) FROM ankang_audit_entry WHERE body LIKE :subject")
    return model.Session.execute(query, {"subject": f"%{subject}%"}).scalar()


@pytest.fixture
def case():
    """The id of a case with three entries, whose head is entered."""
    id_ = str(uuid4())
    for action in ("case.submit", "case.approve", "case.hold"):
        audit.record("示例 管理员", action, id_, text="原文")
        model.Session.commit()
    while audit.enter_heads():
        model.Session.commit()
    return id_


@pytest.fixture
def tamper():
    """Runs SQL as the cluster's administrator; what is found is judged before all is rolled back."""
    secret = Path(os.environ["CKAN_INI"]).parents[1] / "secrets" / "postgres_admin"
    url = sa.make_url(config["sqlalchemy.url"])
    engine = sa.create_engine(url.set(username="ankang_admin", password=secret.read_text().strip()))
    with engine.connect() as connection:

        def run(sql, **values):
            for table in TABLES:
                connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
            connection.execute(sa.text(sql), values)
            return audit.verify(connection)

        yield run
        connection.rollback()
    engine.dispose()


def test_an_untouched_log_is_whole(entry):
    assert audit.verify() == []


def test_the_head_is_noted_outside_at_each_commit(entry):
    last = audit_head_file().read_text().splitlines()[-1].split()
    assert int(last[0]) == entry + 1


def test_the_noted_head_can_be_continued_by_the_group_s_other_account(tmp_path: Path, monkeypatch):
    path = tmp_path / "head.log"
    monkeypatch.setitem(config, "ckanext.ankang.review.audit_head_file", str(path))
    before = os.umask(0o077)
    try:
        audit.record("示例 管理员", "test.umask", str(uuid4()))
        model.Session.commit()
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o660


def test_a_rolled_back_entry_is_not_noted_outside(entry):
    audit.record("示例", "test.gone", "x")
    model.Session.rollback()
    model.Session.execute(sa.text("SELECT 1"))
    model.Session.commit()
    assert int(audit_head_file().read_text().splitlines()[-1].split()[0]) == entry + 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ankang_audit_entry SET body = replace(body, '原文', '改文') WHERE number = :number",
        "DELETE FROM ankang_audit_entry WHERE number = :number",
        "DELETE FROM ankang_audit_entry WHERE number > :number",
        "DELETE FROM ankang_audit_entry",
    ],
)
def test_tampering_is_found(entry, tamper, sql):
    assert tamper(sql, **({"number": entry} if ":number" in sql else {})) != []


LINK = "ankang_audit_link WHERE chain = 'case ' || :case"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ankang_audit_link SET body = replace(body, '原文', '改文') WHERE chain = 'case ' || :case AND number = 2",
        f"DELETE FROM {LINK} AND number = 2",
        f"DELETE FROM {LINK} AND number = 3",
        f"DELETE FROM {LINK}",
        f"INSERT INTO ankang_audit_link SELECT chain, 4, body, mac FROM {LINK} AND number = 3",
        f"INSERT INTO ankang_audit_link SELECT 'case other', number, body, mac FROM {LINK}",
    ],
)
def test_tampering_with_the_chain_of_a_case_is_found(case, tamper, sql):
    assert tamper("SELECT 1") == []
    assert any("case " in one for one in tamper(sql, case=case))


def test_the_entries_of_a_case_are_in_a_chain_of_their_own(case):
    query = sa.text("SELECT number FROM ankang_audit_link WHERE chain = :chain ORDER BY number")
    assert list(model.Session.execute(query, {"chain": f"case {case}"}).scalars()) == [1, 2, 3]


def test_the_last_word_on_a_case_enters_its_head_at_once(case):
    audit.record("示例 管理员", "case.publish", case)
    model.Session.commit()
    newest = audit.newest(2, 0)
    assert any(audit.HEADS in body and case in body for body in newest)


def test_a_growing_chain_plans_the_entry_of_its_head(case):
    audit.record("示例 管理员", "case.approve", case)
    model.Session.commit()
    query = sa.text(
        "SELECT extract(epoch FROM due - now()) FROM ankang_job WHERE kind = :kind AND state = 'waiting' ORDER BY due LIMIT 1"
    )
    assert model.Session.execute(query, {"kind": audit.KIND}).scalar() <= 60


def test_two_cases_do_not_wait_for_each_other(case):
    busy = {"chain": f"case {uuid4()}"}
    with model.meta.engine.begin() as connection:
        connection.execute(audit.LOCK, busy)
        model.Session.execute(sa.text("SET LOCAL lock_timeout = '2s'"))
        audit.record("示例", "case.approve", case)
        model.Session.commit()


def test_the_log_is_read_by_case_person_and_day(case):
    bodies = audit.newest(10, 0, case=case)
    assert len(bodies) == 3
    assert len(audit.newest(10, 0, case=case, person="示例 管理员")) == 3
    assert audit.newest(10, 0, case=case, person="别人") == []
    assert audit.newest(10, 0, case=case, day="2001-01-01") == []


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE {} SET mac = ''",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "DROP TRIGGER ankang_audit_append_only ON {}",
        "ALTER TABLE {} DROP COLUMN mac",
        "ALTER TABLE {} OWNER TO CURRENT_USER",
        "CREATE OR REPLACE RULE r AS ON INSERT TO {} DO INSTEAD NOTHING",
        "CREATE OR REPLACE FUNCTION ankang_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END' -- {}",
        "SET ROLE ankang_auditor -- {}",
    ],
)
def test_the_portal_s_role_can_add_and_nothing_else(entry, table, sql):
    with pytest.raises(sa.exc.ProgrammingError, match=r"permission denied|must be owner"):
        model.Session.execute(sa.text(sql.format(table)))
    model.Session.rollback()


def test_the_page_shows_it_to_auditors_alone(get, people, case):
    assert get("/audit").status_code == 403
    assert get("/audit", people.clerk).status_code == 403


def test_a_key_that_others_can_read_is_refused(tmp_path: Path, monkeypatch):
    path = tmp_path / "audit.key"
    path.write_text("x" * 64)
    path.chmod(0o644)
    monkeypatch.setitem(config, "ckanext.ankang.review.audit_key_file", str(path))
    with pytest.raises(CkanConfigurationException, match="0600"):
        audit.key()
