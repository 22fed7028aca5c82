"""A file is handed on as it stands exactly where that is what the general way writes."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.ankang.datastore.standing import may_stand, write_standing
from ckanext.ankang.datastore.writing import write_rows
from ckanext.ankang.tables import read_table

SCHEMA = {
    "fields": [
        {"name": "a", "title": "名称", "type": "string"},
        {"name": "b", "title": "数量", "type": "string"},
    ]
}
CELLS = st.sampled_from(["甲村", "1", "", "\\.", "\\N", "合计", '"乙,""镇"""', '"a\nb"', "a\rb"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=30),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "安康市统计表\n"]),
    st.booleans(),
)
def test_both_ways_write_the_same(tmp_path, rows, end, above, ended):
    lines = ["名称,数量", *map(",".join, rows)]
    path, general, standing = (tmp_path / name for name in ("表.csv", "general", "standing"))
    path.write_bytes((above + end.join(lines) + end * ended).encode())
    facts = read_table(path, types={"名称": "string", "数量": "string"}).facts
    count = write_rows(path, general, name="表.csv", schema=SCHEMA, limits={})
    found = None
    if may_stand(facts, SCHEMA):
        found = write_standing(path, standing, header_row=facts["header_row"], rows=facts["rows"])
    if found is not None:
        assert found == count
        ours, theirs = standing.read_bytes(), general.read_bytes()
        assert ours.removesuffix(b"\n") == theirs.removesuffix(b"\n")


def test_a_clean_file_stands(tmp_path):
    path, target = tmp_path / "表.csv", tmp_path / "rows"
    path.write_bytes("名称,数量\r\n甲村,1\r\n乙镇,2\r\n合计,3\r\n".encode())
    assert write_standing(path, target, header_row=1, rows=2) == 2
    assert target.read_bytes() == "甲村,1\n乙镇,2\n".encode()


@pytest.mark.parametrize("text", ['a,b\n"1",2\n', "a,b\n1\r2,3\n"])
def test_quotes_and_lone_returns_are_left_to_the_general_way(tmp_path, text):
    path, target = tmp_path / "表.csv", tmp_path / "rows"
    path.write_bytes(text.encode())
    assert write_standing(path, target, header_row=1, rows=1) is None
    assert not target.exists()


@pytest.mark.parametrize(
    "difference",
    [
        {"format": "xlsx"},
        {"encoding": "gb18030"},
        {"dialect": {"delimiter": "\t"}},
        {"dropped_rows": [{}]},
        {"transforms": [{}]},
        {"blank_rows": 1},
    ],
)
def test_what_reading_changed_does_not_stand(difference):
    facts = {
        "format": "csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ","},
        "dropped_rows": [],
        "transforms": [],
        "blank_rows": 0,
    }
    assert may_stand(facts, SCHEMA)
    assert not may_stand(facts | difference, SCHEMA)
