"""The corpus of regulations and the municipal documents, unpacked once."""

import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ckanext.ankang.documents.text.structure import from_markdown

SAMPLES = Path(__file__).parents[2] / "samples/documents"
Lines = Callable[[str], list[str]]


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the 200 regulations."""
    folder = tmp_path_factory.mktemp("regulations")
    with tarfile.open(SAMPLES / "regulations.tar.xz") as archive:
        archive.extractall(folder)
    return folder / "regulations"


@pytest.fixture(scope="session")
def lines_of(corpus: Path) -> Lines:
    """The paragraphs of a regulation by its file's name without suffix."""
    return lambda name: from_markdown((corpus / f"{name}.md").read_text())


@pytest.fixture(scope="session")
def municipal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the municipal documents in all formats."""
    folder = tmp_path_factory.mktemp("municipal")
    with tarfile.open(SAMPLES / "municipal/municipal.tar.xz") as archive:
        archive.extractall(folder)
    return folder
