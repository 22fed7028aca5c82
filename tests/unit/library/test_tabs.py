"""The library proper, higher law, other papers and interpretations are counted apart."""

from ckanext.ankang.catalogue.vocabularies import vocabulary
from ckanext.ankang.library import tabs


def test_every_kind_of_document_stands_in_exactly_one_tab():
    kinds = [kind for tab in tabs.tabs() for kind in tab.kinds]
    assert sorted(kinds) == sorted(value.code for value in vocabulary("document_kinds").values)


def test_the_first_tab_is_the_library_proper():
    assert tabs.chosen("", []).kinds == ("government-rule", "normative")


def test_an_address_may_name_a_kind_alone():
    assert tabs.chosen("", ["administrative-regulation"]).code == "higher"


def test_an_unknown_tab_is_the_library_proper():
    assert tabs.chosen("nothing", ["nothing"]) is tabs.tabs()[0]


def test_counts_are_never_mixed():
    facet = [
        {"value": "normative", "count": 3},
        {"value": "government-rule", "count": 1},
        {"value": "administrative-regulation", "count": 166},
        {"value": "other", "count": 1},
    ]
    assert tabs.counts(facet) == {"library": 4, "higher": 166, "other": 1, "interpretation": 0}
