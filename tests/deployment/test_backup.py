"""A backup restored onto an empty folder is the same portal; a damaged one restores nothing."""

import json
import socket
from pathlib import Path

import pytest
from control.layout import DEFAULT_PORTS, Layout

from .conftest import content, deploy, search

GOLDEN = Path(__file__).parents[1] / "samples" / "golden"


def _elsewhere(folder: Path) -> dict[str, str]:
    """Variables that put another portal beside the running one, on free ports."""
    variables = {"ANKANG_VAR": str(folder)}
    for name in DEFAULT_PORTS:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            variables[f"ANKANG_PORT_{name.upper()}"] = str(probe.getsockname()[1])
    return variables


@pytest.fixture
def elsewhere(portal: Layout):
    """Room for a second portal, removed afterwards."""
    variables = _elsewhere(portal.var.parent / "restored")
    yield variables
    deploy("reset", "--yes", **variables)


@pytest.fixture
def backup(portal: Layout):
    import shutil

    folder = portal.var.parent / "backup"
    shutil.rmtree(folder, ignore_errors=True)
    assert deploy("backup", str(folder)).returncode == 0
    yield folder
    shutil.rmtree(folder)


def test_a_restored_backup_holds_what_the_portal_held(
    healthy_portal: Layout, backup: Path, elsewhere
) -> None:
    done = deploy("restore", str(backup), **elsewhere)

    assert done.returncode == 0, done.stdout + done.stderr
    restored = Layout(
        Path(elsewhere["ANKANG_VAR"]), healthy_portal.shared, healthy_portal.environment
    )
    assert content(restored) == content(healthy_portal)
    assert search(restored, "公共交通") == search(healthy_portal, "公共交通") > 0
    assert restored.secret("secret_key") == healthy_portal.secret("secret_key")


def test_a_damaged_backup_restores_nothing(backup: Path, elsewhere) -> None:
    with (backup / "ckan.dump").open("ab") as file:
        file.write(b"x")

    done = deploy("restore", str(backup), **elsewhere)

    assert done.returncode == 1
    assert "ckan.dump" in done.stderr
    assert not (Path(elsewhere["ANKANG_VAR"]) / "postgres").exists()


def test_a_backup_never_overwrites(backup: Path) -> None:
    done = deploy("backup", str(backup))

    assert done.returncode
    assert "不是空目录" in done.stderr


@pytest.mark.parametrize("release", sorted(path.name for path in GOLDEN.glob("issue-*")))
def test_an_older_portal_is_brought_to_this_release(
    portal: Layout, elsewhere, release: str
) -> None:
    expected = json.loads((GOLDEN / release / "expected.json").read_text())

    done = deploy("restore", str(GOLDEN / release), **elsewhere)

    assert done.returncode == 0, done.stdout + done.stderr
    restored = Layout(Path(elsewhere["ANKANG_VAR"]), portal.shared, portal.environment)
    assert len(str(content(restored)["packages"]).split()) == expected["packages"]
    assert search(restored, "公共交通") == expected["found"]
