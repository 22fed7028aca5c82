"""What a document says of its own beginning and end."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .dates import days_in

_NAMES = "办法|规定|条例|细则|规则|意见|通知|方案|通告|公告|决定|制度|标准|措施|目录|规程|规范|文件|规划|预案|实施细则|实施办法|暂行办法|暂行规定"
_OWN = re.compile(
    rf"(?:^|[。；，]|^第[一二三四五六七八九十百零\d]+条|本(?:{_NAMES})(?:修订后|经修改后)?)\s*(?:自|从|于)\s*"
    r"(?P<when>[^，。；自从]{2,40}?)\s*(?:起|开始|正式)?\s*(?P<verb>施行|实施|执行|生效|试行)"
)
_DAY_SET = re.compile(r"之日|年")
_WHEN_ISSUED = ("印发之日", "发文之日", "下发之日", "签发之日")
_BASES = (*_WHEN_ISSUED, "公布之日", "发布之日", "颁布之日")
_AFTER = re.compile(r"^(?P<base>..之日)起?(?P<days>\d{1,3})日后$")
_PERIOD = re.compile(
    rf"(?:本(?:{_NAMES})|^|[。；，])\s*(?:的)?(?P<words>(?:(?:试行|暂行)?有效期(?:限)?|试行期)[^，。；]{{2,40}}|(?:执行)?至[^，。；]{{4,16}}(?:止|失效|废止))"
)


@dataclass(frozen=True)
class Effect:
    """The words that say from when a document holds, «公布之日» or a day; empty where none do."""

    words: str

    def day(self, issued: date | None, published: date | None) -> date | None:
        """The day in force where the words and the two days tell it."""
        if named := next(days_in(self.words), None):
            return named
        after = _AFTER.match(self.words)
        base = after["base"] if after else self.words
        if base not in _BASES:
            return None
        first = issued if base in _WHEN_ISSUED else published
        return first + timedelta(days=int(after["days"])) if after and first else first


def read_effect(lines: Sequence[str]) -> Effect | None:
    """The effect clause of a document's own, the last where several stand there."""
    for line in reversed(lines):
        found = [one for one in _OWN.finditer(line) if _DAY_SET.search(one["when"])]
        if found:
            return Effect(found[0]["when"].strip())
    return None


def read_period(lines: Sequence[str]) -> str:
    """The words on how long the document itself holds; those on licences and the like are none.

    They stand beside the effect clause or name the document («本办法有效期五年»).
    """
    for line in reversed(lines):
        found = _PERIOD.search(line)
        if found and (
            _OWN.search(line) or re.search(rf"本(?:{_NAMES})", line[: found.start() + 8])
        ):
            return found["words"]
    return ""
