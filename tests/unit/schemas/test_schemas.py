"""Scheming passes unknown keys silently, so every key, preset, validator and vocabulary is checked here."""

import ast
import json
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import ckanext.scheming
import pytest
import yaml

from ckanext.ankang.catalogue import vocabularies
from ckanext.ankang.catalogue.vocabularies import vocabulary

SCHEMAS = files("ckanext.ankang.schemas")
# The rooms whose validators and helpers the schemas name.
ROOMS = [
    Path(str(files(f"ckanext.ankang.{room}"))) for room in ("catalogue", "quality", "documents")
]
SCHEMING = Path(ckanext.scheming.__path__[0])

SCHEMA_KEYS = {
    "scheming_version",
    "dataset_type",
    "about",
    "about_url",
    "ankang_norm",
    "before_validators",
    "after_validators",
    "dataset_fields",
    "resource_fields",
}
FIELD_KEYS = {
    "field_name",
    "label",
    "help_text",
    "preset",
    "required",
    "validators",
    "form_snippet",
    "form_placeholder",
    "form_attrs",
    "form_include_blank_choice",
    "display_snippet",
    "choices_helper",
    "vocabulary",
    "upload_label",
    "repeating_subfields",
    "repeating_label",
    "form_blanks",
    "ankang_norm",
    "ankang_group",
}
VOCABULARY_KEYS = {"title", "source", "valid_from", "valid_to", "values"}
VOCABULARIES = sorted(Path(path.name).stem for path in SCHEMAS.joinpath("choices").iterdir())
# Core's and scheming's own, by the names in ckan/logic/validators.py and scheming/validation.py.
CORE_VALIDATORS = {
    "ignore_missing",
    "not_empty",
    "unicode_safe",
    "strip_value",
    "name_validator",
    "package_name_validator",
    "url_validator",
    "email_validator",
    "isodate",
    "convert_to_json_if_date",
    "scheming_required",
}
KINDS = ("dataset", "document")


def load(name: str) -> dict[str, Any]:
    return yaml.safe_load(SCHEMAS.joinpath(name).read_text(encoding="utf-8"))


def presets() -> dict[str, dict[str, Any]]:
    core = json.loads((SCHEMING / "presets.json").read_text(encoding="utf-8"))["presets"]
    return {p["preset_name"]: p["values"] for p in [*core, *load("presets.yaml")["presets"]]}


def fields(kind: str) -> list[dict[str, Any]]:
    """Every field of a kind, and the fields inside repeating ones."""
    schema = load(f"{kind}.yaml")
    outer = [*schema["dataset_fields"], *schema["resource_fields"]]
    return [*outer, *(inner for field in outer for inner in field.get("repeating_subfields", ()))]


def functions(module: str) -> set[str]:
    paths = [room / module for room in ROOMS if (room / module).exists()]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
    return {node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_known(kind: str) -> None:
    schema = load(f"{kind}.yaml")
    assert schema.keys() <= SCHEMA_KEYS
    assert schema["dataset_type"] == kind
    whole = f"{schema.get('before_validators', '')} {schema.get('after_validators', '')}"
    assert set(whole.split()) <= functions("logic/validators.py")
    for field in fields(kind):
        assert field.keys() <= FIELD_KEYS, field["field_name"]
    for preset in load("presets.yaml")["presets"]:
        assert preset["values"].keys() <= FIELD_KEYS


@pytest.mark.parametrize("kind", KINDS)
def test_every_preset_validator_helper_and_vocabulary_exists(kind: str) -> None:
    validators = CORE_VALIDATORS | functions("logic/validators.py")
    for field in fields(kind):
        whole = {**(presets()[field["preset"]] if "preset" in field else {}), **field}
        ours = {**field, "validators": whole.get("validators", "")}
        if "preset" not in field or field["preset"].startswith("ankang_") or "validators" in field:
            assert set(ours["validators"].split()) <= validators, field["field_name"]
        if "choices_helper" in whole:
            assert whole["choices_helper"] in functions("helpers.py")
        if "vocabulary" in whole:
            assert vocabulary(whole["vocabulary"]).values


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_and_display_snippet_exists(kind: str) -> None:
    templates = SCHEMING / "templates/scheming"
    for field in fields(kind):
        whole = {**(presets()[field["preset"]] if "preset" in field else {}), **field}
        for key, folder in (
            ("form_snippet", "form_snippets"),
            ("display_snippet", "display_snippets"),
        ):
            if whole.get(key):
                assert (templates / folder / whole[key]).exists(), whole[key]


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_speaks_chinese_and_is_named_once(kind: str) -> None:
    schema = load(f"{kind}.yaml")
    for group in ("dataset_fields", "resource_fields"):
        names = [field["field_name"] for field in schema[group]]
        assert len(names) == len(set(names))
        assert all(any("一" <= char <= "鿿" for char in f["label"]) for f in schema[group])


@pytest.mark.parametrize("name", VOCABULARIES)
def test_a_vocabulary_says_what_it_is_and_where_it_comes_from(name: str) -> None:
    content = load(f"choices/{name}.yaml")
    assert content.keys() <= VOCABULARY_KEYS
    found = vocabulary(name)
    assert found.title
    assert found.source
    assert all(value.code and value.label for value in found.values)


@pytest.mark.parametrize("name", VOCABULARIES)
def test_folding_is_never_ambiguous(name: str) -> None:
    values = vocabulary(name).values
    meant = {
        (vocabularies.key(word), value.code)
        for value in values
        for word in (value.code, *value.names)
    }
    assert len({word for word, _ in meant}) == len(meant)
    assert len({value.code for value in values}) == len(values)


@pytest.mark.parametrize("name", VOCABULARIES)
def test_the_days_of_a_vocabulary_are_days_in_their_order(name: str) -> None:
    found = vocabulary(name)
    for entry in (found, *found.values):
        span = [day for day in (entry.valid_from, entry.valid_to) if day is not None]
        assert all(isinstance(day, date) for day in span)
        assert span == sorted(span)


def test_the_fields_of_the_norm_are_all_there_and_numbered_once() -> None:
    schema = load("dataset.yaml")
    assert {"code", "title", "edition", "date"} == schema["ankang_norm"].keys()
    numbers = [field["ankang_norm"] for field in fields("dataset") if "ankang_norm" in field]
    assert len(numbers) == len(set(numbers))
    # 5 is the provider's, 8 the columns': both are derived, neither is typed (DESIGN.md, rule 9).
    whole = {int(number.split(".")[0]) for number in numbers}
    assert whole == set(range(1, 14)) - {5, 8}
