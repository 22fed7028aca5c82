"""A source that names what the configuration does not have is told of before its run fails."""

from pathlib import Path

import pytest
import yaml

from ckanext.ankang.doctor import sources
from ckanext.ankang.doctor.findings import Level
from harvesters.source import new_source

PREFIX = "ckanext.ankang.harvest."


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with one source, that calls a place and a network by name."""
    new_source("folder", tmp_path / "rsj")
    path = tmp_path / "rsj" / "source.yaml"
    said = {"address": "share:/2024", "networks": ["government"]}
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text("utf-8")) | said), "utf-8")
    return tmp_path


def told(home: Path, **said: str) -> list[tuple[Level, str]]:
    config = {f"{PREFIX}{name}": value for name, value in said.items()}
    found = sources.judge({f"{PREFIX}home": str(home), **config})
    return [(one.level, one.sentence) for one in found]


def test_a_source_whose_names_are_all_configured_is_well(home: Path) -> None:
    said = told(home, places="share=file:/srv/share", networks="government=10.20.0.0/16")

    assert said == [(Level.WELL, "1 个来源所写的地点和网段都已配置")]


@pytest.mark.parametrize(
    ("configured", "lacking"),
    [
        ({"networks": "government=10.20.0.0/16"}, "share"),
        ({"places": "share=file:/srv/share"}, "government"),
    ],
)
def test_a_name_that_nobody_configured_is_told_with_its_source(
    home: Path, configured: dict[str, str], lacking: str
) -> None:
    ((level, sentence),) = told(home, **configured)

    assert level is Level.NOTE
    assert "rsj" in sentence
    assert lacking in sentence


def test_a_source_that_cannot_be_read_is_told(home: Path) -> None:
    (home / "rsj" / "source.yaml").write_text("name: [", "utf-8")

    ((level, sentence),) = told(home)

    assert (level, "rsj" in sentence) == (Level.NOTE, True)


def test_a_network_that_is_none_is_an_error_of_the_configuration(home: Path) -> None:
    ((level, sentence),) = told(home, networks="government=10.20.0.0/99")

    assert (level, "harvest.networks" in sentence) == (Level.ERROR, True)
