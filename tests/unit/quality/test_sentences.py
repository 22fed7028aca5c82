"""Whatever Frictionless or we find is told in a Chinese sentence and counted under its own name."""

import pytest
from frictionless import errors

from ckanext.ankang.quality.checks import CHECKS, ERRORS
from ckanext.ankang.quality.excerpt import KINDS
from ckanext.ankang.quality.report import sentence

# Bases that no table shows, and what comes of packages, pipelines and inquiries, which we have not.
NEVER = {
    "error",
    "cell-error",
    "data-error",
    "file-error",
    "header-error",
    "label-error",
    "row-error",
    "table-error",
    "metadata-error",
    "catalog-error",
    "dataset-error",
    "detector-error",
    "inquiry-error",
    "inquiry-task-error",
    "package-error",
    "pipeline-error",
    "step-error",
    "report-error",
    "report-task-error",
    "stats-error",
}
OF_FRICTIONLESS = {
    kind.type: kind
    for kind in vars(errors).values()
    if isinstance(getattr(kind, "type", None), str)
}
TOLD = sorted((OF_FRICTIONLESS.keys() | ERRORS.keys()) - NEVER)


def told(kind):
    found = {
        "type": kind,
        "rowNumber": 3,
        "fieldNumber": 2,
        "fieldName": "户数",
        "label": "户数",
        "cell": "x",
        "note": "请核对",
    }
    message = ERRORS[kind].template.format(**found) if kind in ERRORS else "an English message"
    return sentence({**found, "message": message}, {})


@pytest.mark.parametrize("kind", TOLD)
def test_each_error_has_a_sentence_and_a_name(kind):
    assert "English" not in told(kind)
    assert "请" in told(kind)
    assert kind in KINDS


def test_no_name_is_kept_of_an_error_that_nobody_makes():
    assert set(KINDS) - set(TOLD) == set()


def test_all_errors_of_our_checks_are_registered():
    used = {error for check in CHECKS.values() for error in check.Errors}

    assert {error.type for error in used} <= ERRORS.keys()
