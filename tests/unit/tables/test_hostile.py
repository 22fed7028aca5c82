"""Whatever happens to the bytes of a file, it gives a table or a sentence, never a breakdown."""

from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.ankang.tables import TableError, read_table

SAMPLES = Path(__file__).parents[2] / "samples" / "tables"
FILES = {
    name: (SAMPLES / name).read_bytes()
    for name in (
        "bad_lines.jsonl",
        "dates_decimals_and_nested.parquet",
        "filled_up_with_empty_cells.ods",
        "formula_error.xls",
        "list_inside_an_answer.xml",
        "rich_text_and_phonetics.xlsx",
        "table_beside_litter.zip",
        "workbook_inside.zip",
        "xml_of_excel_2003.xls",
    )
}
CHANGES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=10)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=st.sampled_from(sorted(FILES)), changes=CHANGES)
def test_changed_bytes_give_a_table_or_a_sentence(tmp_path, name, changes):
    content = bytearray(FILES[name])
    for place, byte in changes:
        content[int(place * (len(content) - 1))] = byte
    (tmp_path / name).write_bytes(content)

    with suppress(TableError):
        assert read_table(tmp_path / name).columns
