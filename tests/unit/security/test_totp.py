"""One-time codes: drift, replay, and what a database alone gives away."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from ckanext.ankang.security import totp

NOW = datetime(2026, 11, 24, 8, 0, 10, tzinfo=UTC)
STEP = int(NOW.timestamp()) // totp.PERIOD
SECRET = totp.secret("k" * 40, "person", "salt")


def code(steps: int = 0) -> str:
    return str(pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=steps * totp.PERIOD)))


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_may_be_one_step_off(steps: int) -> None:
    assert totp.matching_step(SECRET, code(steps), NOW, 0) == STEP + steps


@pytest.mark.parametrize("steps", [-2, 2, 100])
def test_and_no_more(steps: int) -> None:
    assert totp.matching_step(SECRET, code(steps), NOW, 0) is None


def test_a_used_code_and_an_earlier_one_are_refused() -> None:
    assert totp.matching_step(SECRET, code(), NOW, STEP) is None
    assert totp.matching_step(SECRET, code(-1), NOW, STEP) is None
    assert totp.matching_step(SECRET, code(1), NOW, STEP) == STEP + 1


@pytest.mark.parametrize("other", [("x" * 40, "person", "salt"), ("k" * 40, "other", "salt"), ("k" * 40, "person", "other")])  # fmt: skip
def test_the_secret_needs_key_person_and_salt(other: tuple[str, str, str]) -> None:
    assert totp.secret(*other) != SECRET


def test_the_picture_runs_no_script_and_has_no_inline_style() -> None:
    drawn = totp.picture(totp.address(SECRET, "示例", "安康"))
    assert drawn.startswith("<svg")
    assert "style=" not in drawn
    assert "<script" not in drawn


def test_recovery_codes_are_long_and_all_different() -> None:
    codes = totp.recovery_codes()
    assert len(set(codes)) == totp.RECOVERY_CODES
    assert min(map(len, codes)) == 16
