"""Named schemas can be read by Frictionless, and an unknown name says which exist."""

import pytest
from frictionless import Schema

from ckanext.ankang.quality.table_schemas import (
    UnknownTableSchema,
    named_schema,
    schema_names,
    schema_title,
)
from ckanext.ankang.quality.validation import checklist_names


@pytest.mark.parametrize("name", schema_names())
def test_a_named_schema_has_a_title_described_fields_and_a_known_checklist(name):
    schema = named_schema(name)

    Schema.from_descriptor(schema)
    assert schema_title(name) != name
    assert all(field["title"] and field["description"] for field in schema["fields"])
    assert schema.get("ankang:checklist", "standard") in checklist_names()


def test_an_unknown_name_says_which_exist():
    with pytest.raises(UnknownTableSchema, match="townships"):
        named_schema("../departments")
