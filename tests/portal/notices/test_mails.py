"""Notices by mail, against a real SMTP server: one that listens, refuses, or is away."""

import smtplib
import socket
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from uuid import uuid4

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from ckan import model
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.jobs.errors import RetryJob
from ckanext.ankang.notices import digest, mailing
from ckanext.ankang.notices.model import Notice


class Job:
    """A job that nobody watches."""

    id, attempt, cancelled = "test", 1, False

    def progress(self, done, total=None, note=""):
        """Nobody watches."""


class Mailbox:
    """Keeps what it is handed; refuses what it is told to."""

    def __init__(self):
        self.letters, self.refusal = [], None

    async def handle_DATA(self, server, session, envelope):
        if self.refusal:
            return self.refusal
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture
def serve(port):
    """Starts the SMTP server; `stop` at the end."""
    running = []

    def start(mailbox=None, **options):
        controller = Controller(mailbox or Mailbox(), "127.0.0.1", port, **options)
        controller.start()
        running.append(controller)
        return controller

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def mailbox(serve):
    box = Mailbox()
    serve(box)
    return box


@pytest.fixture(autouse=True)
def by_mail(monkeypatch, port):
    monkeypatch.setitem(tk.config, "smtp.server", f"127.0.0.1:{port}")
    monkeypatch.setitem(tk.config, "smtp.mail_from", "pingtai@example.com")
    monkeypatch.setitem(tk.config, "ckanext.ankang.notices.mail", True)


@pytest.fixture
def person():
    name = f"shili-{uuid4().hex[:12]}"
    return factories.User(name=name, fullname="示例 科员", email=f"{name}@example.com")


def tell(person, title="待办：安康市公交线路（保密审查）", kind="turn", link="/review/1"):
    call_action(
        *("ankang_notice_send",),
        **{"persons": [person["id"]], "kind": kind, "key": str(uuid4())},
        **{"title": title, "link": link},
    )
    model.Session.commit()


def work(person):
    mailing.mail(Job(), {"person": person["id"]})


def yesterday(person):
    """All that waits, waits since yesterday."""
    old = datetime.now(UTC) - timedelta(days=1, minutes=1)
    moved = sa.update(Notice).where(Notice.person == person["id"]).values(created=old)
    model.Session.execute(moved)
    model.Session.commit()


def waiting(person):
    unmailed = sa.select(Notice).where(Notice.person == person["id"], Notice.mailed.is_(None))
    return model.Session.scalars(unmailed).all()


def test_an_urgent_notice_is_a_mail_in_chinese_with_its_link(mailbox, person):
    tell(person)

    work(person)

    (letter,) = mailbox.letters
    assert letter["Subject"] == "待办：安康市公交线路（保密审查）"
    assert letter["To"].addresses[0].display_name == "示例 科员"
    assert letter.get_content_charset() == "utf-8"
    assert "示例 科员，您好：" in letter.get_content()
    assert f"{tk.config['ckan.site_url']}/review/1" in letter.get_content()
    assert letter["Auto-Submitted"] == "auto-generated"


def test_what_was_mailed_is_not_mailed_again(mailbox, person):
    tell(person)

    work(person)
    work(person)

    assert len(mailbox.letters) == 1


def test_a_burst_is_one_mail_and_a_stream_is_capped(mailbox, person, monkeypatch):
    monkeypatch.setitem(tk.config, "ckanext.ankang.notices.mails_per_day", 2)
    for _ in range(30):
        tell(person)
    work(person)
    for _ in range(5):
        tell(person)
        work(person)

    assert [one["Subject"] for one in mailbox.letters] == [
        "30 条新通知",
        "待办：安康市公交线路（保密审查）",
    ]
    yesterday(person)
    work(person)
    assert "通知摘要（4 条）" in mailbox.letters[-1]["Subject"]
    assert waiting(person) == []


def test_a_long_digest_ends_in_a_number(mailbox, person, monkeypatch):
    monkeypatch.setitem(tk.config, "ckanext.ankang.notices.digest_lines", 2)
    for number in range(5):
        tell(person, title=f"已发布：第 {number} 项", kind="published")
    yesterday(person)

    work(person)

    (letter,) = mailbox.letters
    assert letter.get_content().count("[已发布]") == 2
    assert "另有 3 条，请登录平台查看。" in letter.get_content()


def test_the_daily_job_asks_for_the_mail_of_everybody_who_waits(person):
    tell(person, kind="published")

    mailing.send_digests(Job(), {})

    keys = model.Session.execute(sa.text("SELECT key FROM ankang_job WHERE state = 'waiting'"))
    assert f"notices.mail:{person['id']}" in keys.scalars().all()


@pytest.mark.parametrize(("mode", "mails"), [("off", 0), ("digest", 0), ("immediate", 1)])
def test_each_person_chooses(mailbox, person, mode, mails):
    choose = tk.get_action("ankang_notice_preference_update")
    choose({"user": person["name"]}, {"mode": mode})
    tell(person)

    work(person)

    assert len(mailbox.letters) == mails


def test_a_server_that_is_away_loses_nothing(serve, person):
    tell(person)
    with pytest.raises(RetryJob, match="通知邮件没有发出"):
        work(person)
    model.Session.rollback()
    assert len(waiting(person)) == 1

    back = Mailbox()
    serve(back)
    work(person)

    assert len(back.letters) == 1
    assert waiting(person) == []


def test_a_server_that_refuses_the_mail_is_asked_again_with_the_same_message_id(
    mailbox, person, monkeypatch
):
    tell(person)
    mailbox.refusal = "451 Greylisted"
    seen = []
    core = smtplib.SMTP.sendmail
    monkeypatch.setattr(
        smtplib.SMTP,
        "sendmail",
        lambda self, sender, to, text: seen.append(text) or core(self, sender, to, text),
    )
    with pytest.raises(RetryJob):
        work(person)
    model.Session.rollback()
    mailbox.refusal = None
    work(person)

    first, second = ([line for line in text.splitlines() if "Message-ID" in line] for text in seen)
    assert first == second != []
    assert len(mailbox.letters) == 1


def test_no_password_goes_to_a_server_without_starttls(serve, person, monkeypatch):
    monkeypatch.setitem(tk.config, "smtp.starttls", True)
    monkeypatch.setitem(tk.config, "smtp.user", "pingtai")
    monkeypatch.setitem(tk.config, "smtp.password", "mima")
    box = Mailbox()
    serve(box)
    tell(person)

    with pytest.raises(RetryJob, match="STARTTLS"):
        work(person)

    assert box.letters == []


@pytest.mark.parametrize(("right", "mails"), [(True, 1), (False, 0)])
def test_a_server_that_wants_a_password_gets_the_configured_one(
    serve, person, monkeypatch, right, mails
):
    monkeypatch.setitem(tk.config, "smtp.user", "pingtai")
    monkeypatch.setitem(tk.config, "smtp.password", "mima")
    box = Mailbox()

    def judge(_server, _session, _envelope, _mechanism, login):
        # Not `handled`: the server itself says 535; unanswered, the portal would wait 30 seconds.
        return AuthResult(success=right and login.password == b"mima", handled=False)

    serve(box, authenticator=judge, auth_require_tls=False, auth_required=True)
    tell(person)

    if right:
        work(person)
    else:
        with pytest.raises(RetryJob):
            work(person)

    assert len(box.letters) == mails


def test_no_mail_goes_out_before_the_operator_says_so(mailbox, person, monkeypatch):
    monkeypatch.setitem(tk.config, "ckanext.ankang.notices.mail", False)
    tell(person)

    work(person)

    assert mailbox.letters == []
    assert len(waiting(person)) == 1


def test_a_line_break_in_a_title_ends_no_header(mailbox, person):
    tell(person, title="已退回：公交线路\r\nBcc: other@example.com")

    work(person)

    (letter,) = mailbox.letters
    assert letter["Bcc"] is None
    assert letter["Subject"] == "已退回：公交线路 Bcc: other@example.com"


def test_the_hour_of_the_digest_is_that_of_ankang():
    struck = digest.last_strike(datetime(2026, 11, 24, 0, 30, tzinfo=UTC), 8)

    assert struck == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
