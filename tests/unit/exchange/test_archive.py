"""The whole library in one file: complete, the same for the same library, replaced at once."""

import hashlib
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ckanext.ankang.exchange import archive

NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)


def a_document(name: str, *texts: str) -> dict[str, Any]:
    versions = [
        {
            "number": number,
            "nodes": [
                {"kind": "article", "anchor": "article-1", "heading": "第一条", "text": words}
            ],
        }
        for number, words in enumerate(texts, start=1)
    ]
    return {"name": name, "title": f"示例{name}", "texts": versions}


LIBRARY = [a_document("a", "甲。", "乙。"), a_document("b"), a_document("c", "丙。")]


def lines(package: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in package.read(name).decode().splitlines()]


@pytest.fixture
def packed(tmp_path: Path) -> zipfile.ZipFile:
    facts = archive.pack(LIBRARY, tmp_path, NOW)
    return zipfile.ZipFile(tmp_path / facts["file"])


def test_every_document_text_and_article_is_in_it(packed: zipfile.ZipFile) -> None:
    documents = lines(packed, "documents.jsonl")
    assert [document["name"] for document in documents] == ["a", "b", "c"]
    assert [len(document["texts"]) for document in documents] == [2, 0, 1]
    assert [row["content"] for row in lines(packed, "articles.jsonl")] == ["甲。", "乙。", "丙。"]
    assert packed.read("texts/a/2.txt").decode() == "第一条\n乙。\n"


def test_every_sum_is_that_of_its_file(packed: zipfile.ZipFile) -> None:
    sums = dict(
        reversed(line.split("  ", 1)) for line in packed.read("SHA256SUMS").decode().splitlines()
    )
    assert set(sums) == set(packed.namelist()) - {"SHA256SUMS"}
    assert all(hashlib.sha256(packed.read(n)).hexdigest() == digest for n, digest in sums.items())


def test_the_description_names_size_and_sum_of_each_table(packed: zipfile.ZipFile) -> None:
    for resource in json.loads(packed.read("datapackage.json"))["resources"]:
        content = packed.read(resource["path"])
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        columns = {field["name"] for field in resource["schema"]["fields"]}
        rows = [json.loads(line) for line in content.splitlines()]
        assert resource["path"] == "documents.jsonl" or set().union(*rows) == columns


def test_the_same_library_makes_the_same_bytes(tmp_path: Path) -> None:
    first = archive.pack(LIBRARY, tmp_path / "one", NOW)
    second = archive.pack(LIBRARY, tmp_path / "two", datetime(2027, 1, 1, tzinfo=UTC))
    assert first["sha256"] == second["sha256"]
    assert (
        first["sha256"]
        == hashlib.sha256((tmp_path / "one" / first["file"]).read_bytes()).hexdigest()
    )


def test_a_new_package_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    archive.pack(LIBRARY, tmp_path, NOW)
    facts = archive.pack(LIBRARY[:1], tmp_path, NOW)
    assert archive.facts(tmp_path) == facts
    assert facts["documents"] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["library.json", facts["file"]]
    )


def test_a_package_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    kept = archive.pack(LIBRARY, tmp_path, NOW)
    with pytest.raises(KeyError):
        archive.pack([{"name": "ohne Texte"}], tmp_path, NOW)
    assert archive.facts(tmp_path) == kept
    assert len(list(tmp_path.iterdir())) == 2


def test_what_was_taken_away_is_gone(tmp_path: Path) -> None:
    archive.pack(LIBRARY, tmp_path, NOW)
    archive.forget(tmp_path)
    assert archive.facts(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_an_empty_library_can_be_packed(tmp_path: Path) -> None:
    assert archive.pack([], tmp_path, NOW)["documents"] == 0
