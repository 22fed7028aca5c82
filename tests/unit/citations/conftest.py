"""The 200 regulations of the corpus, each with its citations."""

import re
import tarfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from ckanext.ankang.citations.extraction import Citation, extract
from ckanext.ankang.documents.text.repairs import mend
from ckanext.ankang.documents.text.structure import Node, from_markdown, parse

SAMPLES = Path(__file__).parents[2] / "samples"


@dataclass(frozen=True)
class Read:
    """A document of the corpus as it was read."""

    title: str
    nodes: dict[str, Node]
    citations: list[Citation]


@pytest.fixture(scope="session")
def corpus() -> dict[str, Read]:
    with tarfile.open(SAMPLES / "documents" / "regulations.tar.xz") as archive:
        files = [(Path(member.name), archive.extractfile(member)) for member in archive]
        return {path.stem: read(path.stem, file.read().decode()) for path, file in files if file}


def read(name: str, text: str) -> Read:
    title = re.sub(r"\(\d{4}.*", "", name)
    structure = parse(mend(from_markdown(text), title).paragraphs, title)
    nodes = {node.anchor: node for node in structure.nodes}
    return Read(title, nodes, extract(structure.nodes, title))
