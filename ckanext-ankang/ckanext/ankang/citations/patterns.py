"""What citations look like in Chinese official texts: the patterns `extraction` reads by."""

import re
from functools import lru_cache

from ckanext.ankang.documents.text.numbers import NUMERAL

from . import register

_KINDS = (
    "法|(?:暂行|实施)?条例|(?:暂行|实施|管理)?办法|(?:暂行)?规定|(?:实施)?细则|规则|决定|通知|意见"
    "|公告|通告|方案|章程|规程|准则"
)
_YEAR = r"[〔\[【﹝〖（(]\s*(?:19|20)?\d{2}\s*[〕\]】﹞〗）)]"
_ANY_UNIT = rf"第\s*[（(]?\s*{NUMERAL}\s*(?:、{NUMERAL})*[）)]?\s*[条款项](?!目)"
_TARGETS = rf"""
  (?P<title>《[^《》\n]*(?:《[^《》\n]*》[^《》\n]*)*》)
| (?P<own>本(?:{_KINDS}))\s*(?=第\s*{NUMERAL}\s*[条章节])
| (?P<here>本条|本款)\s*(?={_ANY_UNIT})
| (?P<back>[前上](?P<many>[一两二三四五六七八九])?(?P<level>[条款项])(?!目))
| (?P<number>[一-龥、]{{2,24}}令\s*第?\s*(?:{NUMERAL})\s*号|第\s*\d{{1,4}}\s*号[一-龥]{{0,10}}令
    |[一-龥]{{2,14}}\s*{_YEAR}\s*第?\s*\d{{1,4}}\s*号|{_YEAR}[一-龥]{{2,10}}第?\s*\d{{1,4}}\s*号)
| (?P<place>{_ANY_UNIT})
"""

# «（以下简称专利法）», «(以下称《药品管理法》)»: the full title stands directly before.
DEFINED = re.compile(r"\s*[（(]以下(?:简称|统称|称)(?:为)?[“《]?([^（）()《》“”]{2,30})[”》]?[）)]")
DEFINING = re.compile(r"以下(?:简称|统称|称)(?:为)?[“《]?$")
NUMBER_AFTER = re.compile(rf"\s*[（(]([^（）()《》]{{0,16}}{_YEAR}[^（）()]{{1,8}}号)[）)]")
IN_BRACKETS = re.compile(r"》\s*[（(]$")  # the number of the title before it
# «1987年11月14日国务院批准、1987年12月1日国家旅游局发布的《…》»: to approve is not to publish (trap 14).
DAY_BEFORE = re.compile(
    rf"({NUMERAL})年({NUMERAL})月({NUMERAL})日[^。；《》年]{{0,40}}"
    r"(?:公布|发布|颁布|修订|印发)[^。；《》年]{0,12}$"
)
# «2019年3月2日 《国务院关于修改部分行政法规的决定》第一次修订»
DAY_OF_LINE = re.compile(rf"^[（(]?({NUMERAL})年({NUMERAL})月({NUMERAL})日\s*")
# What may stand before and after an act that is called without 《》.
BEFORE = re.compile(
    r"(?:依照|按照|根据|依据|违反|适用|遵守|符合|或者|以及|关于|实施|[、和及与或，。；（“]|^)$"
)
AFTER = re.compile(
    r"的|等|、|和|及|以及|与|或|，|；|。|规定|处罚|制定|办理|执行|予以|给予|追究|承担|$"
)
# An act before 第…条 that nobody defined and the register does not hold: «依照税收法第三条».
UNKNOWN = re.compile(
    r"(?:依照|按照|根据|依据|违反|适用|符合|属于)"
    r"(?!该|上述|前述|同|有关|相关|其他|本)([一-龥]{2,20}?(?:法|条例|办法|细则))$"
)
# Words before 第…条 by which it is an article of something else: «同法第三条», «公约第二条».
ELSEWHERE = re.compile(r"(?:法|条例|办法|细则|决定|规则|章程|公约|协定|议定书|》)的?$")
OURS = re.compile(rf"本(?:{_KINDS})$")
# What stands before the issuer's code and is no part of it: «根据国发〔2016〕51号».
LEAD = re.compile(
    r"^.*(?:根据|按照|依照|依据|遵照|贯彻|落实|执行|以及|见|和(?!国)|与|及|以|的|、)(?=[一-龥〔])"
)


@lru_cache(maxsize=64)
def targets(defined: frozenset[str]) -> re.Pattern[str]:
    """What may be cited, with the short names that hold so far; the longest name wins."""
    names = sorted(defined | register.statutes(), key=lambda name: (-len(name), name))
    short = "|".join(map(re.escape, names))
    # 专利法 is not cited by 专利法实施细则 itself, nor 海关法 by 海关法律.
    bare = rf"(?P<short>(?:中华人民共和国)?(?:{short}))(?!实施[细条办]|典|律|规|人|定|院|庭|学|制)"
    return re.compile(f"{_TARGETS}|{bare}", re.VERBOSE)
