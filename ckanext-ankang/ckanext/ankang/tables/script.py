"""Which characters are common in Chinese offices, by which a wrong decoding shows itself."""

import codecs
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

# A wrong reading of units of two or four bytes scatters over all of Unicode, a right one does not.
WIDE_FLOOR = 0.75
# Fewer bytes without a NUL look like anything.
SHORTEST = 16
WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
ASCII = re.compile(r"[\x00-\x7f]+")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@cache
def common_characters() -> frozenset[str]:
    """Common simplified characters (GB 2312 level 1), their traditional forms, punctuation."""
    level_one = bytes(
        byte for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) for byte in (row, cell)
    ).decode("gb2312", errors="ignore")
    marks = "，。、；：？！“”‘’（）《》〈〉【】〔〕·—…￥％℃㎡～－．／＋＝　①②③④⑤⑥⑦⑧⑨⑩〇²³°±×÷µé€–•"
    wide = "".join(
        map(chr, [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)])
    )
    traditional = files(__package__).joinpath("traditional.txt").read_text("utf-8")
    return frozenset(level_one + marks + wide + traditional) - {"\n"}


def commonness(text: str) -> float:
    """The share of common characters among those beyond ASCII; 0 where there are none."""
    beyond = ASCII.sub("", text)
    known = sum(map(common_characters().__contains__, beyond))
    return known / len(beyond) if beyond else 0.0


def wide_encoding(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, if one of them alone reads as ordinary text.

    Most such text has a NUL in each ASCII character; pure Chinese has only its line ends.
    """
    if b"\x00" not in head and (len(head) < SHORTEST or _is_utf8(head)):
        return None
    shares = dict(_ordinary(head))
    best = max(shares, key=lambda encoding: shares[encoding], default=None)
    return best if best and shares[best] >= WIDE_FLOOR else None


def _ordinary(head: bytes) -> Iterator[tuple[str, float]]:
    """The share of ordinary characters in each strict reading of the units."""
    for encoding in WIDE:
        try:
            # By increments, because the end of the head may cut a character in two.
            text = codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        if text and not CONTROL.search(text):
            plain = sum(map(len, ASCII.findall(text)))
            common = sum(map(common_characters().__contains__, text))
            yield encoding, (plain + common) / len(text)


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.end == len(head) and error.start >= len(head) - 3
    return True
