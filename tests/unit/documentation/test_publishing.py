"""Every action of a room stands on its page in docs/, marked GET if it changes nothing."""

import inspect
import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[3] / "docs"
PAGES = {
    "operations.md": ("reconciliation",),
    "publishing.md": ("review", "drafts", "files", "proofreading", "notices", "workbench", "links"),
    "harvesting.md": ("harvest",),
    "documents.md": (
        "documents",
        "library",
        "validity",
        "citations",
        "renditions",
        "cleanup",
        "interpretations",
        "search",
        "exchange",
    ),
}
ROOMS = [
    (page, room)
    for page, rooms in PAGES.items()
    for room in rooms
    if find_spec(f"ckanext.ankang.{room}.logic")
]


def listed(page: str) -> dict[str, bool]:
    """The actions of a page, and whether it says that they change nothing."""
    found = re.findall(
        r"^\| `(ankang_\w+)`( GET)? \|", (DOCS / page).read_text("utf-8"), re.MULTILINE
    )
    return {name: bool(get) for name, get in found}


@pytest.mark.parametrize(("page", "room"), ROOMS)
def test_every_action_of_the_room_is_listed_and_marked_if_it_changes_nothing(
    page: str, room: str
) -> None:
    action = import_module(f"ckanext.ankang.{room}.logic.action")
    actions = {
        name: getattr(function, "side_effect_free", False)
        for name, function in inspect.getmembers(action, inspect.isfunction)
        if name.startswith("ankang_")
    }
    assert actions
    assert {name: listed(page).get(name) for name in actions} == actions
