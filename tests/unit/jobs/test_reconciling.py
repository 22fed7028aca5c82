"""The database and the index, walked through side by side."""

from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.jobs.reconciling import differences

SIDES = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.sampled_from("12"))


@given(SIDES, SIDES)
def test_every_difference_is_found_once_and_nothing_else(
    standing: dict[str, str], indexed: dict[str, str]
) -> None:
    expected = [
        *(("unindexed", id_) for id_ in standing.keys() - indexed.keys()),
        *(("ghost_index", id_) for id_ in indexed.keys() - standing.keys()),
        *(
            ("stale_index", id_)
            for id_ in standing.keys() & indexed.keys()
            if standing[id_] != indexed[id_]
        ),
    ]

    found = list(differences(sorted(standing.items()), sorted(indexed.items())))

    assert sorted(found) == sorted(expected)
