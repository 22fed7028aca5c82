"""Head and foot of one layer, line by line: GB/T 9704—2012 7.2 to 7.4, orders, announcements."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from .dates import DAY, day_of, days_in, is_day
from .history import History, read_history
from .numbers import document_number
from .plainly import squeeze

GENRES = (
    "命令|决定|公告|通告|通知|通报|意见|函|批复|纪要|办法|规定|细则|规则|条例|方案|规划|制度|规程|章程|"
    "目录|标准|措施|解读|预案|计划|规范|清单|决议|公报|议案|报告|请示"
)
_TITLE_END = re.compile(rf"(?:{GENRES})》?(?:[（(][^（）()]{{1,14}}[）)])?》?$")
_RED_HEAD = re.compile(r"^(?P<issuers>[一-龥、（）·]{3,60}?)文件$")
_ORDER = re.compile(r"^(?P<issuers>[一-龥、]{2,60}?)令$")
_ORDER_NUMBER = re.compile(r"^第[\d零〇○一二三四五六七八九十百]+号$")
_YEAR_NUMBER = re.compile(r"^[（(〔\[]?((?:19|20)\d{2})年?[）)〕\]]?第?0*(\d{1,4})号$")
_SIGNER = re.compile(r"\s*签\s*发\s*人\s*[：:]\s*(?P<name>.*)$")
REGISTRATION = re.compile(r"[一-龥]{1,4}规〔\d{4}〕\d{3}[-—－–][一-龥]{2,20}?\d{3}")
_MARGIN = re.compile(
    r"^(?:\d{6}|特急|加急|平急|急件|(?:绝密|机密|秘密)(?:★.*)?|★.*|主动公开|公开方式[：:].*|(?:统一)?登记号[：:].*)$"
)
_ADDRESSED = re.compile(
    r"^(?!为|根据|按照|依据|经|近|现|自|按|由)(?!.*(?:如下|规定|以下))[^。；]{0,200}(?:政府|管委会|委员会|部门|机构|单位|局|委|办|厅|公司|企业|集团|院|校|所|镇|街道|银行|方面|人员|中心)"
    r"[^。；]{0,40}[：:]$"
)
_BODY = re.compile(
    r"[。；]|^第[一二三四五六七八九十\d]+[条章节编]|^[一二三四五六七八九十]+、|^附\s*件"
)
PARTY = re.compile(
    r"^(?:国务院|[一-龥（）·]{2,40}(?:政府|办公室|办公厅|委员会|局|厅|委|办|部|院|中心|总队|支队|大队|银行|分行|支行|"
    r"协会|署|公司|指挥部|领导小组|管委会|司令部|军分区|联合会|总工会|税务局))$"
)
_OFFICE_HOLDER = re.compile(
    r"^(?:代)?(?:市长|区长|县长|镇长|省长|主任|局长|厅长|部长|总理|主席|署长)[\s\u3000]*[一-龥·]{2,6}$"
)
_SIGNED_DAY = re.compile(rf"^(?P<parties>[^。；，\d]{{3,60}}?)\s*(?P<day>{DAY.pattern})$")
_HEAD_LINES, _TITLE_LINES, _FOOT_LINES = 14, 7, 14


@dataclass
class Head:
    """What stands above the body, and how many lines it takes."""

    issuers: list[str] = field(default_factory=list)
    number: str = ""
    registration: str = ""
    title: str = ""
    signer: str = ""
    addressees: str = ""
    history: History = field(default_factory=lambda: History([], 0))
    taken: int = 0


@dataclass(frozen=True)
class Foot:
    """What stands below the body: who signs and when."""

    parties: list[str]
    day: date | None


def read_head(lines: Sequence[str], *, titled: bool = True) -> Head:
    """The head of a layer; `titled` is False where its title stands elsewhere."""
    head = Head()
    head.taken = _above_title(lines, head)
    if titled and not head.title:
        head.title, taken = _title(lines[head.taken :])
        head.taken += taken
    head.history = read_history(lines[head.taken :])
    head.taken += head.history.taken
    _below_title(lines, head)
    return head


def _above_title(lines: Sequence[str], head: Head) -> int:
    """Red head, order, number, signer and marks in the margin; returns how many lines they take."""
    top = _last_of_head(lines)
    bare: list[str] = []
    for line in lines[:top]:
        _head_line(line, head, bare)
    joined = squeeze("".join(bare))
    if joined and _TITLE_END.search(joined) and "关于" in joined:
        head.title = joined
    else:
        head.issuers = [*parties_in(bare), *head.issuers]
    return top


def _last_of_head(lines: Sequence[str]) -> int:
    top = 0
    for at, line in enumerate(lines[:_HEAD_LINES]):
        plain = squeeze(line)
        if _is_head_line(plain) or (_ORDER_NUMBER.match(plain) and top == at and at):
            top = at + 1
        elif _BODY.search(line) or _ADDRESSED.search(line) or is_day(line):
            break
    return top


def _is_head_line(plain: str) -> bool:
    bare = _SIGNER.sub("", plain)
    return bool(
        _SIGNER.search(plain)
        or document_number(bare)
        or _RED_HEAD.match(plain)
        or _ORDER.match(plain)
        or _MARGIN.match(plain)
        or REGISTRATION.fullmatch(plain)
    )


def _head_line(line: str, head: Head, bare: list[str]) -> None:
    if registration := REGISTRATION.search(line):
        head.registration = registration[0]
        return
    if signer := _SIGNER.search(line):
        head.signer = signer["name"].strip()
        line = line[: signer.start()]
    plain = squeeze(line)
    if not plain or _MARGIN.match(plain):
        return
    if number := document_number(plain):
        head.number = head.number or number
    elif red := _RED_HEAD.match(plain) or _ORDER.match(plain):
        head.issuers += parties_in([red["issuers"]])
        head.number = head.number or (f"{red['issuers']}令" if plain.endswith("令") else "")
    elif _ORDER_NUMBER.match(plain) and head.number.endswith("令"):
        head.number = document_number(head.number + plain) or head.number
    else:
        bare.append(line)


def _title(lines: Sequence[str]) -> tuple[str, int]:
    """The title, which may run over lines, and how many it takes."""
    words = ""
    for count, line in enumerate(lines[:_TITLE_LINES], start=1):
        plain = squeeze(line)
        if _ends_title(line):
            return words, count - 1
        words += plain
        following = lines[count] if count < len(lines) else ""
        if _TITLE_END.search(words) and not _goes_on(words, following):
            return words, count
        if len(words) > 120:
            break
    return (squeeze(lines[0]), 1) if lines else ("", 0)


def _ends_title(line: str) -> bool:
    marked = line.endswith(("：", ":"))
    return marked or is_day(line) or bool(_BODY.search(line) or read_history([line]).taken)


def _goes_on(words: str, following: str) -> bool:
    """Whether a title that could end here runs on: «…清理目录 / 的通知», «（试行）»."""
    plain = squeeze(following)
    if not plain or _ends_title(following) or len(plain) > 40:
        return False
    if plain.startswith("的") or words.count("《") > words.count("》"):
        return True
    return bool(re.fullmatch(r"[（(][^（）()]{1,14}[）)]", plain)) and not DAY.search(plain)


def _below_title(lines: Sequence[str], head: Head) -> None:
    """A number below the title, as web pages print it, and the addressees."""
    while head.taken < len(lines):
        line = lines[head.taken]
        plain = squeeze(line)
        bracketed = re.sub(r"^[（(](.*)[）)]$", r"\1", plain)
        if number := document_number(plain) or document_number(bracketed):
            head.number = head.number or number
        elif year := _YEAR_NUMBER.match(plain):
            head.number = head.number or f"{year[1]}年第{year[2]}号"
        elif registration := REGISTRATION.fullmatch(plain):
            head.registration = registration[0]
        elif _ADDRESSED.search(line) and not _BODY.search(line[:4]):
            head.addressees = line.rstrip("：:")
            head.taken += 1
            return
        else:
            return
        head.taken += 1
    return


def read_foot(lines: Sequence[str]) -> Foot:
    """Who signs a document and when: the first day of its own line with parties above it."""
    lone: date | None = None
    for at, line in enumerate(lines):
        signed = _SIGNED_DAY.match(line)
        if signed and is_party(signed["parties"]):
            return Foot(parties_in([signed["parties"]]), next(days_in(signed["day"]), None))
        if not is_day(line):
            continue
        if parties := _parties_above(lines[max(0, at - _FOOT_LINES) : at]):
            return Foot(parties, day_of(line))
        lone = lone or day_of(line)
    return Foot([], lone)


def is_party(line: str) -> bool:
    """Whether a line names organs and nothing else, as a signature does."""
    parties = parties_in([line])
    return bool(parties) and all(map(PARTY.match, parties))


def is_signed_day(line: str) -> bool:
    """Whether a line is signature and day in one, as web pages print them."""
    signed = _SIGNED_DAY.match(line)
    return signed is not None and is_party(signed["parties"])


def _parties_above(lines: Sequence[str]) -> list[str]:
    found: list[str] = []
    for line in reversed(lines):
        if _OFFICE_HOLDER.match(line):
            continue
        if not is_party(line):
            break
        found = [*parties_in([line]), *found]
    return found


def parties_in(lines: Sequence[str]) -> list[str]:
    """The organs that lines name: apart by spaces, tabs, 、 or by the place all begin with."""
    found: list[str] = []
    for line in lines:
        if re.fullmatch(r"(?:[一-龥][ \u3000]+)+[一-龥]", line.strip()):
            line = squeeze(line)
        for part in re.split(r"[\s\u3000、，,]+", line):
            found += _by_place(part) if part else []
    return [re.sub(r"文件$", "", one) for one in found if one != "文件"]


def _by_place(words: str) -> list[str]:
    """«示例市财政局示例市教育局», as extraction glues two columns."""
    place = words[:2]
    cuts = (
        [found.start() for found in re.finditer(re.escape(place), words)] if len(words) > 8 else [0]
    )
    cuts = [at for at in cuts if at == 0 or re.search(r"[局委办厅府会部院]$", words[:at])]
    return [words[a:b] for a, b in zip(cuts, [*cuts[1:], len(words)], strict=True)]
