"""Each checklist can be read by Frictionless and names only checks that it knows."""

from importlib.resources import files

import pytest
import yaml
from frictionless import Checklist

from ckanext.ankang.quality.checklists import checklist_names
from ckanext.ankang.quality.checks import CHECKS

FOLDER = files("ckanext.ankang.schemas").joinpath("checklists")


@pytest.mark.parametrize("name", checklist_names())
def test_a_checklist_has_a_title_and_registered_checks(name):
    descriptor = yaml.safe_load(FOLDER.joinpath(f"{name}.yaml").read_text("utf-8"))

    checklist = Checklist.from_descriptor(descriptor)

    assert checklist.title
    assert checklist.checks
    assert {check.type for check in checklist.checks} <= set(CHECKS)
