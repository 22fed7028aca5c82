"""Passwords and keys come from the environment or from a file that others cannot read."""

import pytest

from harvesters.errors import OpenSecrets
from harvesters.secrets import read_secrets


def test_the_environment_goes_before_the_file(tmp_path):
    path = tmp_path / "secrets"
    path.write_text("# keys\nA = one\nB=two=2\n", encoding="utf-8")
    path.chmod(0o640)

    found = read_secrets(path, {"ANKANG_SECRET_A": "other", "HOME": "/"})

    assert found == {"A": "other", "B": "two=2"}


def test_a_file_that_everybody_reads_is_refused(tmp_path):
    path = tmp_path / "secrets"
    path.write_text("A=one")
    path.chmod(0o644)

    with pytest.raises(OpenSecrets, match="chmod 640"):
        read_secrets(path, {})
