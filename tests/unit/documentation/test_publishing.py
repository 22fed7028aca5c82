"""Every action of the rooms of publishing stands in docs/publishing.md, marked GET if it changes nothing."""

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[3] / "docs" / "publishing.md").read_text("utf-8")
LISTED = {
    name: bool(get) for name, get in re.findall(r"^\| `(ankang_\w+)`( GET)? \|", PAGE, re.MULTILINE)
}
ROOMS = ("review", "drafts", "files", "proofreading", "notices", "workbench")


@pytest.mark.parametrize("room", ROOMS)
def test_every_action_of_the_room_is_listed_and_marked_if_it_changes_nothing(room: str) -> None:
    action = import_module(f"ckanext.ankang.{room}.logic.action")
    actions = {
        name: getattr(function, "side_effect_free", False)
        for name, function in inspect.getmembers(action, inspect.isfunction)
        if name.startswith("ankang_")
    }
    assert {name: LISTED.get(name) for name in actions} == actions
