"""What is wrong with a machine is said in one sentence, with an exit code of its own."""

import socket
from pathlib import Path

from control.console import PORT_IN_USE, WRONG_PLACE

from .conftest import deploy


def test_a_port_in_use_is_named_with_the_way_out(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = deploy(
            "up", ANKANG_VAR=f"/var/tmp/{tmp_path.name}-{port}", ANKANG_PORT_WEB=str(port)
        )

    assert done.returncode == PORT_IN_USE
    assert str(port) in done.stderr
    assert "ANKANG_PORT_WEB" in done.stderr
    assert "Traceback" not in done.stderr


def test_reset_leaves_a_folder_alone_that_up_did_not_make(tmp_path: Path) -> None:
    (tmp_path / "somebody's.txt").write_text("important")

    done = deploy("reset", "--yes", ANKANG_VAR=str(tmp_path))

    assert done.returncode == WRONG_PLACE
    assert (tmp_path / "somebody's.txt").exists()


def test_a_port_that_is_no_number_is_refused_by_its_name() -> None:
    done = deploy("up", ANKANG_VAR="/var/tmp/ankang-no-such", ANKANG_PORT_SOLR="8o80")

    assert done.returncode
    assert "ANKANG_PORT_SOLR" in done.stderr
    assert "8o80" in done.stderr


def test_a_folder_the_database_cannot_enter_is_refused_before_anything_is_made(
    tmp_path: Path,
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    done = deploy("up", ANKANG_VAR=str(closed / "var"))

    assert done.returncode
    assert "ANKANG_VAR" in done.stderr
    assert not (closed / "var").exists()
