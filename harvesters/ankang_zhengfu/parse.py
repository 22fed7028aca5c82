"""What the pages say in sentences: a regulation's decree and dates."""

import re
from dataclasses import replace

from harvesters.kinds.html_list import HtmlList
from harvesters.mapping import day
from harvesters.records import Entry, Item

DECREE = re.compile(r"(?P<day>\d{4}年\d{1,2}月\d{1,2}日) .*国务院令第(?P<number>\d+)号")
IN_FORCE = re.compile(r"^第[零一二三四五六七八九十百]+条 本\w+自(\d{4}年\d{1,2}月\d{1,2}日)起施行")


class Parser(HtmlList):
    """Adds the header that these pages lack to what they show."""

    def read(self, entry: Entry) -> Item:
        """The page with number and dates taken from its history and its last article."""
        item = super().read(entry)
        if "成文日期" in item.values:
            return item
        return replace(item, values={**item.values, **header(item)})


def header(item: Item) -> dict[str, str]:
    """Number, date and day of force of a regulation, as far as its page tells them."""
    published = item.values["PubDate"]
    values = {"成文日期": published}
    for line in item.values["历史"].splitlines():
        decree = DECREE.match(line)
        # Only the decree of this version: a later amendment came by another one.
        if decree and day(decree["day"]) == published:
            values["发文字号"] = f"国务院令第{decree['number']}号"
    for paragraph in item.paragraphs[-3:]:
        found = IN_FORCE.match(paragraph)
        # An older day is that of the first version, which amended texts go on quoting.
        if found and day(found[1]) >= published:
            values["施行日期"] = found[1]
    return values
