"""The guarded dialler against a server that means evil."""

import time
from dataclasses import replace

import pytest

from harvesters.addresses import host_port
from harvesters.dialler import USER_AGENT, Dialler, Limits
from harvesters.errors import (
    AddressRefused,
    BadStatus,
    ComeLater,
    HostSilent,
    RunTooLong,
    ServerBusy,
    TimedOut,
    TooLarge,
    TooManyRedirects,
    Unreachable,
)

ONCE = Limits(
    tries=1, read_seconds=1, total_seconds=1.5, page_bytes=1_000_000, file_bytes=1_000_000
)


@pytest.fixture
def dialler(evil):
    return Dialler({host_port(evil)}, ONCE)


def test_a_named_exception_is_called(evil, dialler):
    assert dialler.get(f"{evil}/good").body == b"good"


def test_loopback_is_refused_without_an_exception(evil):
    with pytest.raises(AddressRefused, match="本机地址"):
        Dialler(limits=ONCE).get(f"{evil}/good")


def test_an_exception_holds_for_its_port_only(evil):
    with pytest.raises(AddressRefused):
        Dialler({"127.0.0.1:1"}, ONCE).get(f"{evil}/good")


@pytest.mark.parametrize(
    "host", ["localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]"]
)
def test_other_spellings_of_loopback_are_refused(evil, dialler, host):
    port = evil.rpartition(":")[2]

    with pytest.raises((AddressRefused, Unreachable)):
        dialler.get(f"http://{host}:{port}/good")


def test_a_redirect_to_the_metadata_service_is_refused(evil, dialler):
    with pytest.raises(AddressRefused, match=r"169\.254\.169\.254"):
        dialler.get(f"{evil}/metadata")


def test_a_redirect_to_a_file_is_refused(evil, dialler):
    with pytest.raises(AddressRefused, match="http"):
        dialler.get(f"{evil}/local_file")


def test_credentials_in_an_address_are_refused(dialler):
    with pytest.raises(AddressRefused) as caught:
        dialler.get("http://user:secret@example.org/")
    assert "secret" not in str(caught.value)


def test_a_redirect_is_followed(evil, dialler):
    assert dialler.get(f"{evil}/hop").url == f"{evil}/good"


def test_a_redirect_loop_ends(evil, dialler):
    with pytest.raises(TooManyRedirects):
        dialler.get(f"{evil}/loop")


@pytest.mark.parametrize("mode", ["hang", "drip", "drip_headers"])
def test_slowness_ends_at_the_deadline(evil, dialler, mode):
    start = time.monotonic()

    with pytest.raises(TimedOut):
        dialler.get(f"{evil}/{mode}")

    assert time.monotonic() - start < 3


@pytest.mark.parametrize("mode", ["endless", "bomb"])
def test_a_body_beyond_the_cap_is_dropped(evil, dialler, mode, tmp_path):
    with pytest.raises(TooLarge):
        dialler.download(f"{evil}/{mode}", tmp_path / "file")

    assert (tmp_path / "file").stat().st_size <= ONCE.file_bytes


def test_a_body_that_breaks_off_is_no_answer(evil, dialler):
    with pytest.raises(Unreachable):
        dialler.get(f"{evil}/cut")


def test_retry_after_is_honoured(evil):
    waits = []
    dialler = Dialler({host_port(evil)}, replace(ONCE, tries=3), sleep=waits.append)

    assert dialler.get(f"{evil}/busy").body == b"good"
    assert waits == [7]


def test_a_server_that_wants_a_long_pause_is_left_alone(evil_source):
    waits = []
    patient = replace(ONCE, tries=3, longest_wait=60)
    dialler = Dialler({host_port(evil_source.address)}, patient, sleep=waits.append)

    with pytest.raises(ComeLater, match="86400 秒以后再来"):
        dialler.get(f"{evil_source.address}/come_tomorrow/datasets")
    assert (evil_source.calls["come_tomorrow/datasets"], waits) == (1, [])


def test_a_host_that_never_answers_is_called_no_more(evil_source):
    dialler = Dialler({host_port(evil_source.address)}, replace(ONCE, read_seconds=0.2, silences=2))
    hang, good = f"{evil_source.address}/hang", f"{evil_source.address}/good"

    for fault in (TimedOut, TimedOut, HostSilent):
        with pytest.raises(fault):
            dialler.get(hang)
    with pytest.raises(HostSilent, match="连续 2 次没有回答"):
        dialler.get(good)
    assert (evil_source.calls["hang"], evil_source.calls["good"]) == (2, 0)


def test_an_answer_ends_the_silence(evil_source):
    dialler = Dialler({host_port(evil_source.address)}, replace(ONCE, read_seconds=0.2, silences=2))

    for _ in range(3):
        with pytest.raises(TimedOut):
            dialler.get(f"{evil_source.address}/hang")
        with pytest.raises(BadStatus):
            dialler.get(f"{evil_source.address}/missing")


def test_a_run_calls_nobody_after_its_time(evil):
    dialler = Dialler({host_port(evil)}, replace(ONCE, run_seconds=0))

    with pytest.raises(RunTooLong, match="已用了 0 秒"):
        dialler.get(f"{evil}/good")


def test_a_busy_server_is_asked_three_times_with_growing_waits(evil):
    waits = []
    dialler = Dialler({host_port(evil)}, replace(ONCE, tries=3), sleep=waits.append)

    with pytest.raises(ServerBusy, match="503"):
        dialler.get(f"{evil}/down")
    assert waits == [1, 2]


def test_a_missing_page_is_not_asked_for_again(evil, dialler):
    with pytest.raises(BadStatus, match="404"):
        dialler.get(f"{evil}/missing")


def test_a_closed_port_is_unreachable(dialler):
    closed = Dialler({"127.0.0.1:9"}, ONCE)

    with pytest.raises(Unreachable):
        closed.get("http://127.0.0.1:9/")


def test_proxy_variables_are_ignored(evil, dialler, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert dialler.get(f"{evil}/good").body == b"good"


def test_requests_to_one_host_keep_their_distance(evil):
    waits = []
    dialler = Dialler({host_port(evil)}, ONCE, delay_seconds=9, sleep=waits.append)

    dialler.get(f"{evil}/good")
    dialler.get(f"{evil}/good")

    assert [round(wait) for wait in waits] == [9]


def test_the_agent_names_the_portal():
    assert USER_AGENT.isascii()
    assert "Ankang" in USER_AGENT
