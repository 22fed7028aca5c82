"""The library proper, higher law and other papers are counted apart."""

from ckanext.ankang.documents import organs
from ckanext.ankang.library import tabs


def test_the_tabs_are_the_sections_of_the_library_and_interpretations():
    sections = {organs.LIBRARY, organs.HIGHER, organs.OTHER}
    assert {tab.code for tab in tabs.tabs()} == {*sections, tabs.INTERPRETATION}


def test_the_first_tab_is_the_library_proper():
    assert tabs.chosen("").code == organs.LIBRARY


def test_an_unknown_tab_is_the_library_proper():
    assert tabs.chosen("nothing") is tabs.tabs()[0]


def test_a_tab_without_documents_counts_none():
    facet = [{"value": "library", "count": 4}, {"value": "higher", "count": 166}]
    assert tabs.counts(facet, interpretations=2) == {
        "library": 4,
        "higher": 166,
        "other": 0,
        "interpretation": 2,
    }
