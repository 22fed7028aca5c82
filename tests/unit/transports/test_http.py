"""Conditional requests, named networks, and what stays behind at a redirect."""

import hashlib

import pytest

from harvesters.dialler import Dialler, Validators
from harvesters.errors import AddressRefused, BadStatus, UnknownSecret

CREDENTIALS = {"X-App-Key": "secret", "Authorization": "Bearer secret", "Accept": "text/csv"}


def test_an_unchanged_file_is_not_sent_again(site, dialler, tmp_path):
    site.pages["/a.csv"] = (200, {"ETag": '"1"', "Last-Modified": "then"}, b"a\n1\n")
    first = dialler.download(f"{site.address}/a.csv", tmp_path / "a")

    second = dialler.download(f"{site.address}/a.csv", tmp_path / "b", validators=first.validators)

    assert first.validators == Validators('"1"', "then")
    assert first.sha256 == hashlib.sha256(b"a\n1\n").hexdigest()
    assert (second.unchanged, second.size, second.validators) == (True, 0, first.validators)


def test_a_changed_file_is_sent_with_its_new_validators(site, dialler, tmp_path):
    site.pages["/a.csv"] = (200, {"ETag": '"2"'}, b"new")

    answer = dialler.download(
        f"{site.address}/a.csv", tmp_path / "a", validators=Validators('"1"', "then")
    )

    assert (answer.unchanged, answer.validators) == (False, Validators('"2"'))
    assert (tmp_path / "a").read_bytes() == b"new"
    assert site.asked[0][2]["If-Modified-Since"] == "then"


def test_not_modified_is_no_answer_to_a_plain_request(site, dialler):
    site.pages["/a"] = (304, {}, b"")

    with pytest.raises(BadStatus, match="304"):
        dialler.get(f"{site.address}/a")


def test_an_empty_post_is_a_post(site, dialler):
    site.pages["/list"] = (200, {}, b"[]")

    dialler.post(f"{site.address}/list", json={})

    assert [(method, body) for method, _, _, body in site.asked] == [("POST", b"{}")]


def test_keys_and_credentials_stay_behind_at_another_host(site, new_site, dialler):
    other = new_site("127.0.0.2")
    site.pages["/a"] = (302, {"Location": f"{other.address}/b"}, b"")
    other.pages["/b"] = (200, {}, b"")

    dialler.get(f"{site.address}/a", headers=CREDENTIALS, auth=("user", "secret"))

    assert site.asked[0][2]["X-App-Key"] == "secret"
    assert site.asked[0][2]["Authorization"].startswith("Basic")
    assert "secret" not in str(other.asked)
    assert "Authorization" not in other.asked[0][2]
    assert other.asked[0][2]["Accept"] == "text/csv"


def test_keys_go_on_at_the_same_host(site, dialler):
    site.pages |= {"/a": (302, {"Location": "/b"}, b""), "/b": (200, {}, b"")}

    dialler.get(f"{site.address}/a", headers=CREDENTIALS)

    assert site.asked[1][2]["X-App-Key"] == "secret"


def test_a_body_is_never_sent_on_to_another_host(site, new_site, dialler):
    other = new_site("127.0.0.2")
    site.pages["/a"] = (307, {"Location": f"{other.address}/b"}, b"")

    with pytest.raises(AddressRefused, match="另一台主机"):
        dialler.post(f"{site.address}/a", json={"appKey": "secret"})
    assert other.asked == []


def test_a_private_network_is_called_only_by_name(site):
    site.pages["/"] = (200, {}, b"")

    with pytest.raises(AddressRefused, match="本机地址"):
        Dialler(networks=[]).get(f"{site.address}/")
    assert site.asked == []


def test_a_secret_that_is_not_there_is_named(dialler):
    assert dialler.secret("WORD") == "opensesame"
    with pytest.raises(UnknownSecret, match="ANKANG_SECRET_OTHER"):
        dialler.secret("OTHER")
