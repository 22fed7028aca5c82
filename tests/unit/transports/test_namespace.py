"""Nothing of the harvesting leaves the machine but what the policy lets out.

The whole test runs in a network of its own (`unshare -rmn`): a public address has
a server on it, the loopback and a private address have one, too, and the name server
gives whatever answer is the worst. Every packet that a kind of source sends stays in there.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
INSIDE = Path(__file__).with_name("inside_namespace.py")
MAY = subprocess.run(["unshare", "-rmn", "true"], check=False, capture_output=True).returncode == 0


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What was reached, by case, of the program that ran in the namespace."""
    home = tmp_path_factory.mktemp("namespace")
    command = ["unshare", "-rmn", sys.executable, str(INSIDE), str(home)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


pytestmark = pytest.mark.skipif(
    not MAY or not shutil.which("ip"), reason="this machine allows no network namespace"
)


def test_a_public_address_is_called(told):
    assert told["public"] == "b'public'"


def test_the_address_that_was_checked_is_the_one_that_is_called(told):
    """A name whose answers alternate between public and loopback (DNS rebinding)."""
    assert set(told["rebinding"]) == {"b'public'", "AddressRefused"}


def test_a_name_with_one_public_and_one_private_address_is_refused(told):
    assert told["both"] == "AddressRefused"


def test_a_redirect_inward_is_refused(told):
    assert told["redirect"] == "AddressRefused"


@pytest.mark.parametrize(
    "scheme",
    ["http", "sftp", "ftp", "ftps", "dav", "s3+http", "postgresql", "mysql", "smtp"],
)
def test_no_protocol_reaches_inside(told, scheme):
    assert told["inward"][scheme] in ("AddressRefused", "SMTPConnectError")


def test_no_protocol_takes_the_proxy_of_the_environment(told):
    assert told["proxied"] == []


def test_the_servers_inside_saw_nobody_until_the_network_was_named(told):
    assert told["callers"] == []
    assert told["named"] == "b'public'"
