"""Whatever is done to the log, short of knowing the key, is found."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.review import chain

KEY = b"k" * 32
TEXTS = st.lists(st.text(max_size=20), min_size=2, max_size=8)


def _log(texts):
    log = []
    for text in texts:
        log.append(chain.append(KEY, log[-1] if log else None, {"text": text}))
    return log


def _faults(log, heads=()):
    return list(chain.faults(KEY, log, heads))


@given(TEXTS)
def test_a_whole_log_has_no_faults(texts):
    log = _log(texts)
    assert _faults(log, [(entry.number, entry.mac) for entry in log]) == []


@given(TEXTS, st.data())
def test_an_altered_entry_is_found(texts, data):
    log = _log(texts)
    index = data.draw(st.integers(0, len(log) - 1))
    log[index] = replace(log[index], body=log[index].body + " ")
    assert any(f"第{index + 1}条" in fault for fault in _faults(log))


@given(TEXTS, st.data())
def test_a_missing_entry_before_the_last_is_found(texts, data):
    log = _log(texts)
    del log[data.draw(st.integers(0, len(log) - 2))]
    assert _faults(log)


@given(TEXTS)
def test_two_exchanged_entries_are_found(texts):
    log = _log(texts)
    log[0], log[1] = log[1], log[0]
    assert _faults(log)


@given(TEXTS, st.data())
def test_a_cut_after_a_noted_head_is_found(texts, data):
    log = _log(texts)
    head = (log[-1].number, log[-1].mac)
    kept = data.draw(st.integers(0, len(log) - 1))
    assert any("删去" in fault for fault in _faults(log[:kept], [head]))


def test_a_log_written_anew_under_the_same_key_is_found():
    head = _log(["真", "真"])[-1]
    assert any("替换" in fault for fault in _faults(_log(["假", "假"]), [(head.number, head.mac)]))


def test_a_log_written_under_another_key_is_found():
    log = [chain.append(b"x" * 32, None, {"text": "假"})]
    assert _faults(log)


def test_entries_are_linked():
    log = _log(["甲", "乙", "丙"])
    assert all(f'"previous":"{first.mac}"' in second.body for first, second in pairwise(log))


@pytest.mark.parametrize("heads", [[], [(1, "0" * 64)]])
def test_an_empty_log_is_whole_only_if_no_head_was_noted(heads):
    assert bool(_faults([], heads)) == bool(heads)
