"""Which addresses may be called."""

import pytest

from harvesters.addresses import host_port, refusal, resolve_place
from harvesters.errors import UnknownPlace


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.2.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)
def test_addresses_inside_are_refused(address):
    assert refusal(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_public_addresses_are_called(address):
    assert refusal(address) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [("http://a.cn/x", "a.cn:80"), ("https://a.cn", "a.cn:443"), ("http://[::1]:8/", "::1:8")],
)
def test_host_and_port_of_an_address(url, expected):
    assert host_port(url) == expected


def test_a_place_is_replaced_by_its_configured_address():
    places = {"demonstration": "http://127.0.0.1:8091/"}

    assert resolve_place("demonstration:/ziran/", places) == "http://127.0.0.1:8091/ziran/"


def test_a_place_that_nobody_configured_is_named():
    with pytest.raises(UnknownPlace, match="demonstration"):
        resolve_place("demonstration:/ziran/", {})
