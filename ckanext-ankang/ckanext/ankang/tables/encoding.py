"""Which encoding a text file is in.

Mark, NUL pattern, strict UTF-8 over the whole file; then the candidates are scored by how common
their characters are, because random Big5 always decodes as GB18030 (ckan-2.12.md 26).
"""

import codecs
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from .errors import DamagedTable, UndecidedEncoding
from .kind import HEAD, marked_encoding
from .table import Facts

CHUNK = 1 << 20
ENOUGH = 200_000
FLOOR = 0.7
MARGIN = 0.15
CUT_OFF = "文件在这一行的一个字中间断开，后面的内容没有了。请重新导出或重新上传完整的文件。"
CANDIDATES = ("gb18030", "big5")
NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8"}
_ASCII = re.compile(r"[\x00-\x7f]+")


def decide_encoding(path: Path, name: str) -> tuple[str, Facts]:
    """The encoding, and how it was found; raises when bytes or scores speak against all."""
    with path.open("rb") as stream:
        marked = marked_encoding(stream.read(HEAD))
    if marked:
        _require_decodable(path, marked, name)
        return marked, {"encoding": marked, "encoding_from": "mark"}
    if first_fault(path, "utf-8") is None:
        return "utf-8", {"encoding": "utf-8", "encoding_from": "strict"}
    return _decide_by_score(path, name)


def first_fault(path: Path, encoding: str) -> int | None:
    """The offset of the first byte that does not decode, None when all do."""
    decoder = codecs.getincrementaldecoder(encoding)()
    offset = 0
    for chunk in _chunks(path):
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            return max(0, offset - held + error.start)
        offset += len(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return max(0, offset - len(error.object) + error.start)
    return None


def score(path: Path, encoding: str) -> float:
    """The share of common characters among those beyond ASCII."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    known, total, common = 0, 0, common_characters()
    for chunk in _chunks(path):
        text = _ASCII.sub("", decoder.decode(chunk))[: ENOUGH - total]
        total += len(text)
        known += sum(map(common.__contains__, text))
        if total >= ENOUGH:
            break
    return round(known / total, 4) if total else 0.0


@cache
def common_characters() -> frozenset[str]:
    """Common simplified characters (GB 2312 level 1), their traditional forms, punctuation."""
    level_one = bytes(
        byte for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) for byte in (row, cell)
    ).decode("gb2312", errors="ignore")
    marks = "，。、；：？！“”‘’（）《》〈〉【】〔〕·—…￥％℃㎡～－．／＋＝　①②③④⑤⑥⑦⑧⑨⑩"
    wide = "".join(
        map(chr, [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)])
    )
    traditional = files(__package__).joinpath("traditional.txt").read_text("utf-8")
    return frozenset(level_one + marks + wide + traditional) - {"\n"}


def _decide_by_score(path: Path, name: str) -> tuple[str, Facts]:
    scores = {encoding: score(path, encoding) for encoding in ("utf-8", *CANDIDATES)}
    faults = {encoding: first_fault(path, encoding) for encoding in scores}
    best, second = sorted(scores, key=lambda encoding: -scores[encoding])[:2]
    if scores[best] < FLOOR or scores[best] - scores[second] < MARGIN:
        raise UndecidedEncoding(name=name, scores=scores)
    if faults[best] is not None:
        raise _undecodable(path, best, faults[best] or 0, name)
    return best, {"encoding": best, "encoding_from": "score", "encoding_scores": scores}


def _require_decodable(path: Path, encoding: str, name: str) -> None:
    fault = first_fault(path, encoding)
    if fault is not None:
        raise _undecodable(path, encoding, fault, name)


def _undecodable(path: Path, encoding: str, offset: int, name: str) -> DamagedTable:
    with path.open("rb") as stream:
        before = stream.read(offset)
    if offset + 4 >= path.stat().st_size:
        return DamagedTable(name=name, row=before.count(b"\n") + 1, reason=CUT_OFF)
    reason = (
        f"第 {offset} 个字节（从 0 数起）不是 {NAMES.get(encoding, encoding.upper())} 文字。"
        "文件可能没有传完或混有两种编码，请重新导出后提交。"
    )
    return DamagedTable(name=name, row=before.count(b"\n") + 1, reason=reason)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
