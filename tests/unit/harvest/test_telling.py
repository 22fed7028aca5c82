"""Of which runs anybody hears."""

import pytest

from ckanext.ankang.harvest.telling import POLICIES, occasion


@pytest.mark.parametrize(
    ("state", "counts", "heard"),
    [
        ("finished", {"unchanged": 9}, {"always"}),
        ("finished", {"add": 1}, {"always", "change"}),
        ("finished", {"vanished": 1}, {"always", "change"}),
        ("finished", {"guarded": 1}, {"always", "change"}),
        ("finished", {"error": 1}, {"always", "change", "error"}),
        ("finished", {"quarantined": 1}, {"always", "change", "error"}),
        ("failed", {}, {"always", "change", "error"}),
    ],
)
def test_a_run_is_told_of_as_the_policy_says(
    state: str, counts: dict[str, int], heard: set[str]
) -> None:
    assert {policy for policy in POLICIES if occasion(policy, state, counts)} == heard
