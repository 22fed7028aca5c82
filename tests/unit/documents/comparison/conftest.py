"""The corpus of regulations as nodes, and the pairs aligned by hand."""

import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ckanext.ankang.documents.text.structure import Node, from_markdown, parse

SAMPLES = Path(__file__).parents[3] / "samples/documents"

Texts = Callable[[str], list[Node]]


@pytest.fixture(scope="session")
def regulation(tmp_path_factory: pytest.TempPathFactory) -> Texts:
    """A text of the corpus by its file's name."""
    folder = tmp_path_factory.mktemp("corpus")
    with tarfile.open(SAMPLES / "regulations.tar.xz") as archive:
        archive.extractall(folder)

    def nodes(name: str) -> list[Node]:
        text = (folder / "regulations" / f"{name}.md").read_text()
        return parse(from_markdown(text), name.partition("(")[0]).nodes

    return nodes
