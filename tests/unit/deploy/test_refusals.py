"""What deploy/ refuses: changed jars, damaged backups, taken ports, too little room."""

import hashlib
import json
import socket
from pathlib import Path

import pytest
from control import backup, machine, restore, solr
from control.console import BROKEN_STEP, PORT_IN_USE, TOO_LITTLE_SPACE, WRONG_PLACE, Refusal, run
from control.layout import Layout


@pytest.fixture
def jars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two jars that are the locked ones."""
    recipe, folder = tmp_path / "recipe", tmp_path / "jars"
    recipe.mkdir()
    folder.mkdir()
    lines = []
    for name in ("one.jar", "two.jar"):
        (folder / name).write_bytes(name.encode())
        lines.append(f"{hashlib.sha256(name.encode()).hexdigest()}  {name}\n")
    (recipe / "jars.sha256").write_text("".join(lines))
    monkeypatch.setattr(solr, "RECIPE", recipe)
    return folder


def test_the_locked_jars_are_taken(jars: Path) -> None:
    solr.verify(jars)


@pytest.mark.parametrize("harm", ["changed", "missing", "added"])
def test_other_jars_are_refused_by_name(jars: Path, harm: str) -> None:
    if harm == "changed":
        (jars / "two.jar").write_bytes(b"something else")
    elif harm == "missing":
        (jars / "two.jar").unlink()
    else:
        (jars / "two.jar").rename(jars / "three.jar")

    with pytest.raises(Refusal) as refused:
        solr.verify(jars)

    assert refused.value.code == BROKEN_STEP
    assert "two.jar" in str(refused.value)


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """A small backup, sealed as deploy/backup seals it."""
    folder = tmp_path / "backup"
    (folder / "storage").mkdir(parents=True)
    (folder / "ckan.dump").write_bytes(b"dump")
    (folder / "storage" / "版本").write_bytes(b"bytes")
    backup._seal(folder)
    return folder


def test_a_whole_backup_is_taken(sealed: Path) -> None:
    restore.check(sealed)


def test_the_seal_names_every_file_with_its_hash(sealed: Path) -> None:
    files = json.loads((sealed / "manifest.json").read_text())["files"]

    assert files == {
        "ckan.dump": hashlib.sha256(b"dump").hexdigest(),
        "storage/版本": hashlib.sha256(b"bytes").hexdigest(),
    }


@pytest.mark.parametrize("harm", ["changed", "cut", "missing"])
def test_a_damaged_backup_is_refused_by_the_name_of_the_file(sealed: Path, harm: str) -> None:
    path = sealed / "storage" / "版本"
    {
        "changed": lambda: path.write_bytes(b"BYTES"),
        "cut": lambda: path.write_bytes(b"byt"),
        "missing": path.unlink,
    }[harm]()

    with pytest.raises(Refusal, match="storage/版本"):
        restore.check(sealed)


def test_a_folder_without_a_seal_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        restore.check(tmp_path)

    assert refused.value.code == WRONG_PLACE


def test_a_taken_port_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(Refusal) as refused:
            machine.check_ports({"solr": port})

    assert refused.value.code == PORT_IN_USE
    assert str(port) in str(refused.value)
    assert "ANKANG_PORT_SOLR" in str(refused.value)


@pytest.mark.parametrize("wish", [{"gigabytes": 1e9}, {"memory": 1e9}])
def test_too_little_room_is_refused(layout: Layout, wish: dict[str, float]) -> None:
    with pytest.raises(Refusal) as refused:
        machine.check_room(layout, **wish)

    assert refused.value.code == TOO_LITTLE_SPACE
    assert "GB" in str(refused.value)


def test_a_failed_step_shows_the_end_of_its_output() -> None:
    with pytest.raises(Refusal) as refused:
        run(["sh", "-c", "echo 原因在此; exit 9"], what="试验")

    assert refused.value.code == BROKEN_STEP
    assert "试验失败" in str(refused.value)
    assert "原因在此" in str(refused.value)
