"""The second factor: enrolled in a session, shown before the first signature counts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.lib.redis import connect_to_redis
from ckan.types import Context
from flask import has_request_context, request, session

from ckanext.ankang.review import audit

from . import config, totp
from .lockout import Lockout
from .model import SecondFactor

# Decisions that need it: the one list of them.
SIGNATURES: Final = (
    "ankang_case_decide",
    "ankang_column_approve",
    "ankang_erasure_confirm",
    "ankang_finding_release",
    "ankang_standing_approval_grant",
)
MARK = "ankang_second_factor"


class SecondFactorMissing(tk.NotAuthorized):
    """A signature without a second factor; the message says what to do."""


def demand(context: Context, code: Any) -> None:
    """Refuse to let this person sign whose second factor nobody has shown."""
    if context.get("ignore_auth") or not config.second_factor():
        return
    person = model.User.get(context.get("user"))
    if person is None or (not code and shown_in_session(person.id)):
        return  # nobody signs as nobody: the action itself refuses
    if not confirmed(person.id):
        raise SecondFactorMissing(
            tk._(
                "签署前须先绑定动态口令。请登录后在“帐号－动态口令”（/account/second-factor）绑定。"
            )
        )
    if not code:
        raise SecondFactorMissing(
            tk._(
                "签署前须输入动态口令。请打开 /account/second-factor 输入；接口调用请附上 totp 参数。"
            )
        )
    show(person.id, str(code))


def show(person: str, code: str) -> None:
    """Take a code (or a recovery code) of this person, each once; raises what is wrong with it."""
    lockout, address = (
        _lockout(),
        (request.remote_addr if has_request_context() else None) or person,
    )
    account = f"second factor {person}"
    if lockout.is_locked(account, address):
        minutes = -(-config.login_window() // 60)
        raise SecondFactorMissing(
            tk._("动态口令错误次数过多。请等 {minutes} 分钟后再试。").format(minutes=minutes)
        )
    code = code.replace(" ", "")
    if not (_take_code(person, code) if len(code) == 6 else _take_recovery(person, code)):
        lockout.fail(account, address)
        raise SecondFactorMissing(
            tk._("动态口令不对，或者已经用过。请等手机上显示下一个口令后再输入。")
        )
    lockout.forgive(account)


def enrol(person: str) -> str:
    """Begin anew for somebody who has confirmed none; answers the secret for the app."""
    row = model.Session.get(SecondFactor, person)
    if row is None:
        row = SecondFactor(person=person, salt=totp.new_salt())
        model.Session.add(row)
        model.Session.commit()
    return _secret(row)


def confirm(person: str, code: str) -> list[str]:
    """The app works: from now on it counts. Answers recovery codes, which are shown this once."""
    show(person, code)
    row = model.Session.get(SecondFactor, person, populate_existing=True)
    assert row is not None
    codes = totp.recovery_codes()
    row.confirmed = datetime.now(UTC)
    row.recovery = [totp.fingerprint(one) for one in codes]
    audit.record(person, "second_factor.confirm", person)
    model.Session.commit()
    return codes


def reset(person: str, by: str, reason: str) -> None:
    """Let somebody who lost the telephone and the codes begin anew."""
    if row := model.Session.get(SecondFactor, person):
        model.Session.delete(row)
    audit.record(by, "second_factor.reset", person, reason=reason)
    model.Session.commit()


def confirmed(person: str) -> bool:
    """Whether this person has a second factor that works."""
    row = model.Session.get(SecondFactor, person, populate_existing=True)
    return row is not None and row.confirmed is not None


def mark(person: str) -> None:
    """Remember in the session that its person has shown the second factor."""
    session[MARK] = person


def shown_in_session(person: str) -> bool:
    """Whether the session of this request belongs to the person and has the mark."""
    return (
        has_request_context()
        and session.get(MARK) == person
        and session.get("_user_id") == person
        and confirmed(person)
    )


def _take_code(person: str, code: str) -> bool:
    """In a transaction of its own: a code stays used even if what it signed fails."""
    table = SecondFactor.__table__
    with model.meta.engine.begin() as connection:
        row = connection.execute(
            sa.select(table).where(table.c.person == person).with_for_update()
        ).first()
        if row is None:
            return False
        step = totp.matching_step(_secret(row), code, datetime.now(UTC), row.last_step)
        if step is not None:
            connection.execute(
                sa.update(table).where(table.c.person == person).values(last_step=step)
            )
        return step is not None


def _take_recovery(person: str, code: str) -> bool:
    table = SecondFactor.__table__
    with model.meta.engine.begin() as connection:
        query = sa.select(table.c.recovery).where(table.c.person == person).with_for_update()
        left = list(connection.scalar(query) or [])
        if (mark_ := totp.fingerprint(code)) not in left:
            return False
        left.remove(mark_)
        connection.execute(sa.update(table).where(table.c.person == person).values(recovery=left))
        return True


def _secret(row: Any) -> str:
    return totp.secret(str(tk.config["SECRET_KEY"]), row.person, row.salt)


def _lockout() -> Lockout:
    return Lockout(connect_to_redis(), config.login_failures(), config.login_window())
