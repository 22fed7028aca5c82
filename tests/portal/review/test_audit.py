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
def tamper():
    """Runs SQL as somebody who owns the table; all of it is rolled back."""

    def run(sql, **values):
        model.Session.execute(sa.text("ALTER TABLE ankang_audit_entry DISABLE TRIGGER ALL"))
        model.Session.execute(sa.text(sql), values)

    yield run
    model.Session.rollback()


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
    tamper(sql, **({"number": entry} if ":number" in sql else {}))
    assert audit.verify() != []


def test_the_table_refuses_updates(entry):
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        model.Session.execute(sa.text("UPDATE ankang_audit_entry SET mac = ''"))
    model.Session.rollback()


def test_a_key_that_others_can_read_is_refused(tmp_path: Path, monkeypatch):
    path = tmp_path / "audit.key"
    path.write_text("x" * 64)
    path.chmod(0o644)
    monkeypatch.setitem(config, "ckanext.ankang.review.audit_key_file", str(path))
    with pytest.raises(CkanConfigurationException, match="0600"):
        audit.key()
