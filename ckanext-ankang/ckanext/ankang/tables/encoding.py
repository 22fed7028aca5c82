"""Which encoding a text file is in.

Mark, look of wide units, strict UTF-8 over the whole file; then every candidate that decodes
strictly is scored by how common its characters are, because random Big5 always decodes as GB18030
(ckan-2.12.md 26). What wins narrowly, or on a few characters only, is held for a person.
"""

import codecs
import re
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path

from .errors import DamagedTable, UndecidedEncoding
from .kind import HEAD, marked_encoding
from .script import ASCII, common_characters, commonness
from .table import Facts

CHUNK = 1 << 20
ENOUGH = 200_000
FLOOR = 0.7
MARGIN = 0.15
# So few characters of a wrong reading may look common by chance.
FEW, FEW_MARGIN = 12, 0.5
TOO_FEW = 4
# Longer Chinese text in GB18030 or Big5 is never UTF-8 by chance; `小` in GB18030 is.
CHANCE_BYTES = 4096
CUT_OFF = "文件在这一行的一个字中间断开，后面的内容没有了。请重新导出或重新上传完整的文件。"
MIXED = "这一行是 UTF-8 文字，而文件的其他内容是 {encoding} 文字。请把全部内容统一成一种编码（建议 UTF-8）后提交。"
# Each with what else writes the same letters: Windows and Hong Kong add characters to Big5.
CANDIDATES = {"gb18030": ("gb18030",), "big5": ("big5", "cp950", "big5hkscs")}
NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8"}
# Chinese between `~{` and `~}` in seven bits (RFC 1843), as old mail programs write it.
HZ = re.compile(rb"~\{(?:[!-w][!-~])+~\}")
UTF8_WORDS = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){2}")
LINE_END = re.compile(r"\r\n|\r|\n")


def decide_encoding(path: Path, name: str) -> tuple[str, Facts]:
    """The encoding, and how it was found; raises when bytes or scores speak against all."""
    with path.open("rb") as stream:
        marked = marked_encoding(stream.read(HEAD))
    if marked:
        _require_decodable(path, marked, name)
        return marked, {"encoding": marked, "encoding_from": "mark"}
    if first_fault(path, "utf-8") is None:
        if _is_hz(path):
            return "hz", {"encoding": "hz", "encoding_from": "escapes"}
        _require_no_chance(path, name)
        return "utf-8", {"encoding": "utf-8", "encoding_from": "strict"}
    return _decide_by_score(path, name)


def _require_no_chance(path: Path, name: str) -> None:
    """Hold a small file that is UTF-8, but reads better as something else."""
    if path.stat().st_size > CHANCE_BYTES:
        return
    scores = {"utf-8": score(path, "utf-8")[0]}
    for candidate in CANDIDATES:
        if first_fault(path, candidate) is None:
            scores[candidate] = score(path, candidate)[0]
    if scores["utf-8"] < FLOOR <= max(scores.values()):
        raise UndecidedEncoding(name=name, scores=scores)


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


def score(path: Path, encoding: str) -> tuple[float, int]:
    """The share of common characters among those beyond ASCII, and how many these are."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    known, total, common = 0, 0, common_characters()
    for chunk in _chunks(path):
        text = ASCII.sub("", decoder.decode(chunk))[: ENOUGH - total]
        total += len(text)
        known += sum(map(common.__contains__, text))
        if total >= ENOUGH:
            break
    return (round(known / total, 4) if total else 0.0), total


def _decide_by_score(path: Path, name: str) -> tuple[str, Facts]:
    faults = {"utf-8": first_fault(path, "utf-8")}
    family = {"utf-8": "utf-8"}
    for candidate, members in CANDIDATES.items():
        found = {member: first_fault(path, member) for member in members}
        family[candidate] = next((one for one in members if found[one] is None), candidate)
        faults[candidate] = found[family[candidate]]
    counted = {candidate: score(path, encoding) for candidate, encoding in family.items()}
    scores = {candidate: share for candidate, (share, _) in counted.items()}
    best, second = sorted(scores, key=lambda candidate: -scores[candidate])[:2]
    margin = FEW_MARGIN if counted[best][1] < FEW else MARGIN
    rivals = sum(faults[candidate] is None for candidate in faults)
    chance = counted[best][1] < TOO_FEW and rivals > 1
    if chance or scores[best] < FLOOR or scores[best] - scores[second] < margin:
        raise UndecidedEncoding(name=name, scores=scores)
    encoding = family[best]
    if (fault := faults[best]) is not None:
        raise _undecodable(path, encoding, fault, name)
    _require_unmixed(path, encoding, name)
    return encoding, {"encoding": encoding, "encoding_from": "score", "encoding_scores": scores}


def _require_unmixed(path: Path, encoding: str, name: str) -> None:
    """Refuse a file in which lines of UTF-8 hide: read as GB18030 they are other characters."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        for found in UTF8_WORDS.finditer(content):
            start = max(
                content.rfind(b"\n", 0, found.start()), content.rfind(b"\r", 0, found.start())
            )
            end = content.find(b"\n", found.end())
            line = content[start + 1 : end if end >= 0 else len(content)]
            if _reads_as_utf8(line, encoding):
                reason = MIXED.format(encoding=encoding.upper())
                raise DamagedTable(name=name, row=_row_at(path, encoding, start + 1), reason=reason)


def _reads_as_utf8(line: bytes, encoding: str) -> bool:
    try:
        return commonness(line.decode()) > commonness(line.decode(encoding, errors="replace"))
    except UnicodeDecodeError:
        return False


def _is_hz(path: Path) -> bool:
    chunks = (chunk for chunk in _chunks(path) if b"~{" in chunk)
    found = [words for chunk in chunks for words in HZ.findall(chunk)]
    if not found or first_fault(path, "hz") is not None:
        return False
    return commonness(b"".join(found).decode("hz", errors="replace")) >= FLOOR


def _require_decodable(path: Path, encoding: str, name: str) -> None:
    fault = first_fault(path, encoding)
    if fault is not None:
        raise _undecodable(path, encoding, fault, name)


def _undecodable(path: Path, encoding: str, offset: int, name: str) -> DamagedTable:
    row = _row_at(path, encoding, offset)
    if offset + 4 >= path.stat().st_size:
        return DamagedTable(name=name, row=row, reason=CUT_OFF)
    reason = (
        f"第 {offset} 个字节（从 0 数起）不是 {NAMES.get(encoding, encoding.upper())} 文字。"
        "文件可能没有传完或混有两种编码，请重新导出后提交。"
    )
    return DamagedTable(name=name, row=row, reason=reason)


def _row_at(path: Path, encoding: str, offset: int) -> int:
    """The line on which a byte stands, from 1."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    rows, cr = 1, False
    for chunk in _chunks(path):
        text = decoder.decode(chunk[:offset])
        # CR LF may be cut in two between chunks.
        rows += len(LINE_END.findall(text)) - (cr and text.startswith("\n"))
        cr = text.endswith("\r")
        offset -= len(chunk)
        if offset <= 0:
            break
    return rows


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
