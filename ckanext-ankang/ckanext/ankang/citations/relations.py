"""What one document does to another it names: the verb that a sentence gives a citation."""

import re
from dataclasses import dataclass

from ckanext.ankang.documents.text.structure import PREAMBLE, TITLE, Node

from .extraction import NO_DOCUMENT, OWN, RELATIVE, Citation
from .names import inner, key, stem

AMENDS, REPEALS, REPEALS_PARTLY, REPLACES, BASED_ON, INTERPRETS, FORWARDS, CITES = (
    "amends",
    "repeals",
    "repeals_partly",
    "replaces",
    "based_on",
    "interprets",
    "forwards",
    "cites",
)

_ENDS = "。；\n"
_NAME = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》")
_REPEALED = re.compile(r"(?:同时|即行|予以|相应|一并)?废止|宣布失效|停止执行")
_OF_IT = re.compile(
    r"^中(?:关于|有关|与|的|涉及)?[^，。；]*?(?:规定|内容|条款)?(?:同时|即行|予以)废止"
)
_REPEALS = re.compile(r"(?:废止|停止执行|宣布失效)(?:下列|以下)?[^。；《]{0,12}$")
_INSTEAD = re.compile(r"^[^。；]*(?:为准|执行本)|^[^。；]{0,12}(?:由本.{2,4}(?:代替|替代))")
_AMENDED = re.compile(
    r"^[^。；]{0,10}(?:作[^。；]{0,6}修改|予以修改|进行修改|第[^。；]{1,30}修改为)"
)
_AMENDS_HERE = re.compile(r"(?:修改|将|对)[^。；《]{0,12}$")
_REVISED = re.compile(r"^[^。；]{0,6}第?.{0,3}次?修[订正改]")
# «根据《…》，制定本办法», «根据《…》精神，结合我市实际，现就…通知如下» and their like.
_GROUND = re.compile(r"根据|依据|按照|依照|遵照|为.{0,4}(?:贯彻|落实|执行|实施)|贯彻落实|实施$")
_MADE = re.compile(
    r"制定本|制订本|特制定|制定以下|作如下|作出如下|如下(?:规定|意见|决定|通知|通告|公告|批复)"
    r"|(?:通知|通告|公告|意见|决定|批复)如下|结合.{0,12}实际"
)


@dataclass(frozen=True)
class Said:
    """A verb of schemas/choices/document_relations.yaml; passive when it is done to this document."""

    verb: str
    passive: bool = False


def said(citation: Citation, node: Node, title: str) -> Said | None:
    """What the document does to what it cites; None for its own provisions and no documents."""
    if citation.named.kind in (OWN, RELATIVE, NO_DOCUMENT):
        return None
    before, after = _sentence(node.text, citation)
    if node.kind == PREAMBLE:
        # A line of the history: «2019年3月2日《…的决定》第一次修订».
        return Said(AMENDS, passive=True) if _REVISED.match(after) else Said(CITES)
    if node.kind == TITLE:
        return Said(_of_title(citation, title))
    return Said(_of_sentence(citation, before, after, title))


def title_relation(title: str) -> list[tuple[str, str]]:
    """Verb and name of what the title of a document itself says it deals with."""
    return [(_by_title(title), name) for name in inner(title)]


def _sentence(text: str, citation: Citation) -> tuple[str, str]:
    """The words of the sentence before and after a citation; those after without other names."""
    start = max(text.rfind(end, 0, citation.start) for end in _ENDS) + 1
    ends = [at for end in _ENDS if (at := text.find(end, citation.end)) >= 0]
    return text[start : citation.start], _NAME.sub("", text[citation.end : min(ends, default=None)])


def _of_title(citation: Citation, title: str) -> str:
    return (
        _by_title(title) if any(key(n) == key(citation.named.name) for n in inner(title)) else CITES
    )


def _by_title(title: str) -> str:
    if re.search(r"解读|答记者问|政策问答", title):
        return INTERPRETS
    if re.search(r"关于(?:转发|印发|批转)", title):
        return FORWARDS
    if re.search(r"关于(?:修改|修订|修正)", title):
        return AMENDS
    if re.search(r"关于(?:废止|宣布.{0,20}失效)", title):
        return REPEALS
    return BASED_ON if re.search(r"(?:实施|执行|贯彻)[〈《]", title) else CITES


def _of_sentence(citation: Citation, before: str, after: str, title: str) -> str:
    if _OF_IT.match(after):
        return REPEALS_PARTLY
    if _REPEALED.search(after) or _REPEALS.search(before):
        whole = not citation.place
        replaces = stem(citation.named.name) == stem(title)
        return (REPLACES if replaces else REPEALS) if whole else REPEALS_PARTLY
    if "修改" in title and (_AMENDED.match(after) or _AMENDS_HERE.search(before)):
        return AMENDS
    if _GROUND.search(before) and _MADE.search(after):
        return BASED_ON
    return CITES
