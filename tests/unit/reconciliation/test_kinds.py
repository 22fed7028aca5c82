"""Every kind of finding that the code yields has a name and a way of mending."""

import re
from pathlib import Path

from ckanext.ankang.reconciliation.kinds import kinds

ROOMS = Path(__file__).parents[3] / "ckanext-ankang/ckanext/ankang"


def test_the_rooms_yield_the_kinds_that_the_schema_names() -> None:
    text = "".join(path.read_text("utf-8") for path in ROOMS.rglob("reconciling.py"))

    yielded = set(re.findall(r'"([a-z]+_[a-z_]+|unindexed)"', text)) & set(kinds())

    assert yielded == set(kinds())
