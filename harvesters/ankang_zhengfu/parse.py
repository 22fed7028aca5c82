"""What the pages say in sentences: who made a regulation, its decree and its days."""

import re
from dataclasses import replace

from harvesters.kinds.html_list import HtmlList
from harvesters.mapping import day
from harvesters.records import Entry, Item, Text

WRITTEN_DAY = r"\d{4}年\d{1,2}月\d{1,2}日"
# «1993年12月12日 国务院批准» is no promulgation; a day is followed by who acted and how.
ACT = re.compile(
    rf"(?P<day>{WRITTEN_DAY}) (?P<by>[^，（《]+?)(?:令?第(?P<number>\d+)号令?)?(?:公布|发布|颁布)"
)
APPROVED = re.compile(rf"{WRITTEN_DAY} 经?国务院批准")
IN_FORCE = re.compile(rf"^第[零一二三四五六七八九十百]+条 本\w+自({WRITTEN_DAY})起施行")


class Parser(HtmlList):
    """Adds the header that these pages lack to what they show."""

    def read(self, entry: Entry) -> Item:
        """The page with issuer, number and days taken from its history and its last articles."""
        item = super().read(entry)
        if "成文日期" in item.values:
            values = {"公布日期": item.values["PubDate"], "制定程序": "自行制定", **item.values}
            return replace(item, values=values)
        return replace(item, values={**item.values, **header(item)})


def header(item: Item) -> dict[str, str]:
    """The header of a regulation as it was first promulgated, as far as its pages tell it."""
    history = [line for text in item.texts for line in text.history]
    values = promulgation(history) or {"公布日期": str(item.texts[0].day_published)}
    approved = any(APPROVED.search(line) for line in history)
    values["制定程序"] = "国务院批准" if approved else "自行制定"
    if found := first_day_in_force(item.texts[0], day(values["公布日期"])):
        values["施行日期"] = found
    return {"成文日期": values["公布日期"], **values}


def first_day_in_force(oldest: Text, promulgated: str) -> str | None:
    """The day of force that the oldest text prints, unless it is that of a revision or of an older text."""
    printed = [found[1] for line in oldest.paragraphs if (found := IN_FORCE.match(line))]
    if not printed or day(printed[0]) < promulgated:
        return None
    restated = promulgated < str(oldest.day_published) <= day(printed[0])
    return None if restated else printed[0]


def promulgation(history: list[str]) -> dict[str, str]:
    """The first promulgation that a history tells: its day, organ and decree."""
    acts = [found for found in map(ACT.match, history) if found]
    if not acts:
        return {}
    first = min(acts, key=lambda act: day(act["day"]))
    issuer = re.sub("中华人民共和国|令第.+?号", "", first["by"]).strip()
    values = {"公布日期": first["day"], "发文机关": issuer}
    # Two orders of two organs on one line are no number of the document.
    if first["number"] and "号" not in first["by"]:
        values["发文字号"] = f"{issuer}令第{first['number']}号"
    return values
