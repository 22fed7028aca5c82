"""`q` finds what a person looks for in a table, with the search index and before it."""

import re
from pathlib import Path

import ckanext.datastore
import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import helpers

ROUTES = [
    ["安康市公交线路K1路", "1", "2024-01-31"],
    ["公交", "60", "2024-02-01"],
    ["旬阳市城乡线路，与公交换乘", "61", "2023-05-06"],
    ["bus line 旬阳", "610928", ""],
    ["a_b (c) 100%", "7", ""],
]


@pytest.fixture(params=[False, True], ids=["scanned", "indexed"])
def table(request, resource, load):
    load(resource, ROUTES, indexed=request.param)
    return resource


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("公交", {1, 2, 3}),
        ("公交线路", {1}),
        ("线路 公交", {1, 3}),
        ("市", {1, 3}),
        ("路", {1, 3}),
        ("K1", {1}),
        ("k1路", {1}),
        ("K", set()),
        ("BUS 旬阳", {4}),
        ("610928", {4}),
        ("6109", set()),
        ("2024-01-31", {1}),
        ("60", {2}),
        ("100%", {5}),
        ("(c)", {5}),
        ("，", set()),
        ("没有", set()),
        ("' | \\ :* & !", set()),
        ({"mingcheng": "公交"}, {1, 2, 3}),
        ({"mingcheng": "旬阳", "renkou": "61"}, {3}),
        ({"renkou": "公交"}, set()),
        ({"riqi": "2024"}, {1, 2}),
    ],
)
def test_a_question_finds_its_rows(table, search, question, found):
    answer = search(q=question)
    assert {row["_id"] for row in answer["records"]} == found
    assert answer["total"] == len(found)


def test_the_exact_cell_comes_first_and_the_longest_text_last(table, search):
    assert [r["_id"] for r in search(q={"mingcheng": "公交"})["records"]] == [2, 1, 3]
    ranks = [r["rank"] for r in search(q="公交")["records"]]
    assert ranks == sorted(ranks, reverse=True)


def test_a_word_may_be_begun_as_the_table_view_does(table, search):
    assert [r["_id"] for r in search(q={"renkou": "6109:*"}, plain=False)["records"]] == [4]
    with pytest.raises(tk.ValidationError, match="检索词"):
        search(q="a|b", plain=False)


@pytest.mark.parametrize("form", ["objects", "lists", "csv", "tsv"])
def test_every_form_of_records_can_be_asked_for(table, search, form):
    assert "换乘" in str(search(q="公交", records_format=form, fields=["mingcheng"])["records"])


def test_filters_and_sort_work_beside_a_question(table, search):
    found = search(q="公交", filters={"renkou": [60, 61]}, sort="renkou desc")
    assert [row["renkou"] for row in found["records"]] == [61, 60]


def test_a_later_set_permissions_changes_nothing(table, search, database):
    """CKAN's script gives every table without a trigger of this name its own."""
    script = (Path(ckanext.datastore.__file__).parent / "set_permissions.sql").read_text()
    database(re.search(r"DO \$body\$.*?\$body\$;", script, re.DOTALL)[0])
    helpers.call_action(
        "datastore_upsert",
        resource_id=table["id"],
        method="insert",
        force=True,
        records=[{"mingcheng": "镇坪县公交"}],
    )
    assert {row["_id"] for row in search(q="公交")["records"]} == {1, 2, 3, 6}


def test_a_row_of_too_many_words_is_found(resource, load, search):
    text = "".join(
        chr(0x4E00 + n * 7 % 20_000) + chr(0x4E00 + n * 11 % 19_997) for n in range(200_000)
    )
    load(resource, [[text[:300_000] + "公交", "1", ""], ["公交", "2", ""]], indexed=True)
    assert search(q="公交")["total"] == 2


def test_a_table_that_is_not_from_a_version_is_asked_as_before(resource, search):
    helpers.call_action(
        "datastore_create",
        resource_id=resource["id"],
        records=[{"word": "bus"}],
        force=True,
    )
    assert search(q="bus")["total"] == 1
