"""What the page says of a document's header, and what it says when nothing is known."""

from ckanext.ankang.library.header import Line, groups

FIELDS = [
    {"field_name": "title", "label": "标题"},
    {"field_name": "issuer", "label": "制定机关", "ankang_group": "制定机关"},
    {"field_name": "genre", "label": "体裁", "ankang_group": "分类", "vocabulary": "genres"},
    {
        "field_name": "filings",
        "label": "备案",
        "ankang_group": "备案",
        "repeating_subfields": [
            {"field_name": "organ", "label": "备案机关"},
            {"field_name": "number", "label": "备案号"},
        ],
    },
]


def words(field, value):
    return f"<{value}>" if "vocabulary" in field else value


def test_fields_stand_under_the_headings_of_the_form():
    found = groups(FIELDS, {"title": "办法", "issuer": "示例局", "genre": "measures"}, words)
    assert found == {"制定机关": [Line("制定机关", "示例局")], "分类": [Line("体裁", "<measures>")]}


def test_what_every_document_has_is_shown_as_unknown_when_empty():
    assert groups(FIELDS, {}, words) == {"制定机关": [Line("制定机关", "")]}


def test_rows_are_one_sentence():
    filings = [{"organ": "示例厅", "number": "1"}, {"organ": "示例委"}]
    found = groups(FIELDS, {"issuer": "示例局", "filings": filings}, words)
    assert found["备案"] == [Line("备案", "示例厅，1；示例委")]
