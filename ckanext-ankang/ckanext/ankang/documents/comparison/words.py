"""What two texts say differently, word by word; how something is printed counts as nothing."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from ckanext.ankang.catalogue.words import segmenter

from ..text.numbers import NUMERAL

KEPT, DELETED, INSERTED = "kept", "deleted", "inserted"

# What NFKC leaves apart and printers use for one another: brackets, quotation marks, zeros, dashes.
_PRINTED_ALIKE = str.maketrans(
    {
        **dict.fromkeys("[〔【〖", "("),
        **dict.fromkeys("]〕】〗", ")"),
        **dict.fromkeys("〈", "《"),
        **dict.fromkeys("〉", "》"),
        **dict.fromkeys("“”「」『』〝〞", '"'),
        **dict.fromkeys("‘’", "'"),
        **dict.fromkeys("○", "〇"),
        **dict.fromkeys("—–－―", "-"),
    }
)
_REFERENCE = re.compile(rf"第{NUMERAL}[编章节条款项目](?:之{NUMERAL})?|第\({NUMERAL}\)[项目]")
_SENTENCE = re.compile(r"[^。；\n]*[。；\n]?")
# Words are compared one by one up to this many; longer texts (annexes) sentence by sentence, for
# the comparison takes quadratic time where words repeat.
_MOST_WORDS = 4_000


@dataclass(frozen=True)
class Piece:
    """A run of text: as the older text prints it, as the newer one does; one empty for a change."""

    kind: str
    before: str
    after: str


def plain(text: str) -> str:
    """The words alone: without spaces, widths and the forms of brackets and quotation marks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(_PRINTED_ALIKE)


def without_references(words: str) -> str:
    """Plain words with the numbers of cited articles taken out: «依照第…条»."""
    return _REFERENCE.sub("第#", words)


def differences(before: str, after: str) -> list[Piece]:
    """The runs that both texts have and those that only one has, in reading order."""
    old, new = _cut(before), _cut(after)
    if len(old) + len(new) > _MOST_WORDS:
        old, new = (_SENTENCE.findall(text) for text in (before, after))
    return _whole_words(list(_runs(_Printed.of(old), _Printed.of(new))))


def _cut(text: str) -> list[str]:
    return segmenter().cut(text, False)


@dataclass(frozen=True)
class _Printed:
    """Tokens by what they say and as they are printed; spaces ride along with the word before."""

    keys: list[str]
    words: list[str]

    @classmethod
    def of(cls, tokens: Sequence[str]) -> "_Printed":
        keys, words, waiting = [], [], ""
        for token in tokens:
            if key := plain(token):
                keys.append(key)
                words.append(waiting + token)
                waiting = ""
            elif words:
                words[-1] += token
            else:
                waiting += token
        return cls(keys, words)

    def text(self, start: int, end: int) -> str:
        return "".join(self.words[start:end])


def _runs(old: _Printed, new: _Printed) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, old.keys, new.keys, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        before, after = old.text(i1, i2), new.text(j1, j2)
        if tag == "equal":
            yield Piece(KEPT, before, after)
        else:
            if before:
                yield Piece(DELETED, before, "")
            if after:
                yield Piece(INSERTED, "", after)


def _whole_words(pieces: list[Piece]) -> list[Piece]:
    """A lone character kept between two changes («的») is read as part of the change."""
    changed = [piece.kind != KEPT for piece in pieces]
    done: list[Piece] = []
    for at, piece in enumerate(pieces):
        between = 0 < at < len(pieces) - 1 and changed[at - 1] and changed[at + 1]
        if piece.kind == KEPT and between and len(plain(piece.before)) == 1:
            done += [Piece(DELETED, piece.before, ""), Piece(INSERTED, "", piece.after)]
        else:
            done.append(piece)
    return list(_joined(done))


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Neighbouring changes as one deletion followed by one insertion."""
    for kept, run in groupby(pieces, key=lambda piece: piece.kind == KEPT):
        if kept:
            yield from run
            continue
        changes = list(run)
        if deleted := "".join(piece.before for piece in changes):
            yield Piece(DELETED, deleted, "")
        if inserted := "".join(piece.after for piece in changes):
            yield Piece(INSERTED, "", inserted)
