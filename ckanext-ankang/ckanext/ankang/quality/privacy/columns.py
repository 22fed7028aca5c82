"""Columns that are personal as a whole: names, rosters, addresses, illness, minors, small counts.

What a column is shows in some of its rows: the first thousand, and then every four hundredth.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .kinds import speaks_of

FIRST_ROWS, EVERY = 1000, 400
NAMED_ROWS = 20
TITLED, UNTITLED = 0.3, 0.8
FEWEST, DISTINCT = 5, 20
SMALL = re.compile("[1-9]")
TELEPHONE = re.compile(r"(?:0[0-9]{2,3}[- ]?)?[2-8][0-9]{6,7}")
# The surnames of most people, after the census of 2020 (公安部 2021), and the common double ones.
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕"
    "丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱"
    "戴严莫孔向常汤康易乔赖文柯龙屈庞樊殷洪翟安颜倪牛温芦季俞章鲁葛伍申尤毕聂焦柳邢岳齐梅庄辛管祝左"
    "涂谷祁时舒耿卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屠鲍位覃霍翁隋植甘景薄单包司柏宁柴桂阮"
)
NAME = re.compile(
    f"(?:[{SURNAMES}]|欧阳|上官|司马|诸葛|皇甫|尉迟|令狐)[\u4e00-\u9fff·]{{1,2}}"
    "(?<![县市区镇乡村组街道路社店厂场局院校站所部处科业类型山河桥湾沟坝坪岭级等])"
)


def sampled(number: int) -> bool:
    """Whether a row of this number is among those that show what a column is."""
    return number <= FIRST_ROWS or number % EVERY == 0


@dataclass
class Column:
    """What the sampled cells of one column are like."""

    title: str
    filled: int = 0
    names: int = 0
    telephones: int = 0
    small: int = 0
    distinct: set[str] = field(default_factory=set)
    rows: list[int] = field(default_factory=list)
    small_rows: list[int] = field(default_factory=list)

    def see(self, number: int, cell: str) -> None:
        """Take notice of a cell that is not empty."""
        self.filled += 1
        if len(self.rows) < NAMED_ROWS:
            self.rows.append(number)
        if NAME.fullmatch(cell):
            self.names += 1
            if len(self.distinct) < DISTINCT:
                self.distinct.add(cell)
        elif SMALL.fullmatch(cell):
            self.small += 1
            if len(self.small_rows) < NAMED_ROWS:
                self.small_rows.append(number)
        elif TELEPHONE.fullmatch(cell):
            self.telephones += 1

    def speaks_of(self, *topics: str) -> bool:
        """Whether the title has a word of one of these topics."""
        return any(speaks_of(topic, self.title) for topic in topics)

    @property
    def official(self) -> bool:
        """Names of people in office: meant to be public."""
        return self.speaks_of("official")

    @property
    def has_names(self) -> bool:
        """Whether the cells are names of people, by the title and some cells, or by most cells."""
        share = self.names / self.filled if self.filled else 0.0
        if self.speaks_of("person", "official"):
            return share >= TITLED
        varied = len(self.distinct) >= min(DISTINCT, self.filled / 2)
        return self.filled >= FEWEST and share >= UNTITLED and varied


def column_kinds(columns: Sequence[Column]) -> Iterator[tuple[int, str]]:
    """The places of columns and the kinds they are of, as all columns together show."""
    persons = any(column.has_names and not column.official for column in columns)
    benefit = any(column.speaks_of("benefit") for column in columns)
    minors = any(column.speaks_of("minor") for column in columns)
    cells = all(any(column.speaks_of(topic) for column in columns) for topic in ("place", "type"))
    for place, column in enumerate(columns):
        if column.has_names:
            yield place, _of_names(column, benefit=benefit, minors=minors)
        if column.filled and _is_home(column, persons=persons):
            yield place, "home_address"
        if persons and column.filled and column.speaks_of("illness"):
            yield place, "illness"
        if column.telephones and column.speaks_of("telephone"):
            yield place, "office_telephone"
        if cells and column.small and column.speaks_of("count"):
            yield place, "small_count"


def _of_names(column: Column, *, benefit: bool, minors: bool) -> str:
    if column.official:
        return "name"
    if minors:
        return "minor"
    return "roster" if benefit else "name"


def _is_home(column: Column, *, persons: bool) -> bool:
    return column.speaks_of("home") or (persons and column.speaks_of("address"))
