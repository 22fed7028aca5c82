"""The rules over the fields of a package and the cells of a table."""

from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.proofreading import find, find_in_package, find_in_rows

CELLS = st.one_of(st.none(), st.text("安康布署工作，（）《》。的20\n", max_size=20))


def test_a_hit_in_a_package_says_in_which_field() -> None:
    package = {
        "type": "dataset",
        "title": "防汛布署清单",
        "notes": "按季更新。",
        "openness_grounds": [{"document": "《条例》", "article": "第三条按装要求"}],
        "resources": [{"name": "清单", "description": "己经核对"}],
    }

    found = [(one.path, one.label, one.hit.found) for one in find_in_package(package)]

    assert found == [
        (("title",), "名称", "布署"),
        (("openness_grounds", 0, "article"), "依据 1 的条款", "按装"),
        (("resources", 0, "description"), "数据资源“清单”的说明", "己经"),
    ]


def test_fields_do_not_run_into_each_other() -> None:
    assert find_in_package({"title": "安康市（", "notes": "）清单"})[0].hit.found == "（"
    assert find_in_package({"title": "工作布", "notes": "署名"}) == []


def test_a_cell_is_read_once_and_counted() -> None:
    rows = [(2, ["1", "国土资源局"]), (3, ["2", "自然资源局"]), (4, ["3", "国土资源局"])]

    found = find_in_rows(["编号", "单位"], rows, characters=100)

    [cell] = found.hits
    assert (cell.row, cell.column, cell.cells, cell.hit.found) == (2, "单位", 2, "国土资源局")
    assert (cell.hit.start, cell.hit.line) == (0, 1)
    assert found.complete


def test_reading_ends_at_the_limit_and_says_so() -> None:
    rows = ((number, ["汉滨区布署" + str(number)]) for number in range(10_000))

    found = find_in_rows(["名称"], rows, characters=100)

    assert not found.complete
    assert 0 < len(found.hits) < 20


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=6))
def test_a_table_has_the_hits_of_its_different_cells(rows: list[list[str | None]]) -> None:
    found = find_in_rows(["甲", "乙"], enumerate(rows), characters=10_000)

    cells = {
        (column, text) for row in rows for column, text in zip("甲乙", row, strict=True) if text
    }
    expected = sorted(hit.found for _, text in cells for hit in find(text) if has_han(text))
    assert sorted(one.hit.found for one in found.hits) == expected


def has_han(text: str) -> bool:
    return any("一" <= character <= "龥" for character in text)
