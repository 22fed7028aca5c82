"""The privacy scan: how fast over runs against row by row, what it finds, what it wrongly holds.

The generator is seeded; `tests/unit/quality/test_privacy.py` keeps the same floors on fewer rows.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from uuid import UUID

from ckanext.ankang.quality.privacy import PrivacyScan, identity_check_digit, is_card
from ckanext.ankang.tables.plain import Layout, Run

ROWS = 1_000_000
SPEED_ROWS = 200_000
BLOCK_ROWS = 40_000
CLEAN_COLUMN_ROWS = 1_000
REGIONS = ("610902", "610981", "110105", "440305", "510104", "330106")
BORN_FROM = date(1930, 1, 1)


def wide(text: str) -> str:
    """The text with its digits and letters in full width."""
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text)


def grouped(text: str, sizes: Iterable[int], gap: str) -> str:
    """The text in groups of these sizes and a last one."""
    parts, at = [], 0
    for size in sizes:
        parts.append(text[at : at + size])
        at += size
    return gap.join(part for part in [*parts, text[at:]] if part)


IDENTITY_DISGUISES: tuple[Callable[[str], str], ...] = (
    str,
    wide,
    str.lower,
    lambda n: n.replace("X", "×"),
    lambda n: n.replace("X", "ｘ"),
    lambda n: n.replace("X", "Ⅹ"),
    lambda n: grouped(n, (6, 8), " "),
    lambda n: grouped(n, (6, 8), "-"),
    lambda n: f"申请人甲（身份证{n}），住汉滨区，申请日期2024年1月2日",
    lambda n: f"经办:{n};",
)
CARD_DISGUISES: tuple[Callable[[str], str], ...] = (
    str,
    wide,
    lambda n: grouped(n, (4, 4, 4, 4), " "),
    lambda n: grouped(n, (4, 4, 4, 4), "-"),
    lambda n: f"开户行示例银行，账号{n}，户名甲",
)


def identity(chance: random.Random) -> str:
    """An identity number that can be, now and then in the old form."""
    born = BORN_FROM + timedelta(days=chance.randrange(33_000))
    serial = f"{chance.randrange(1000):03}"
    if chance.random() < 0.1 and born.year < 2000:
        return f"{chance.choice(REGIONS)}{born:%y%m%d}{serial}"
    first = f"{chance.choice(REGIONS)}{born:%Y%m%d}{serial}"
    return first + identity_check_digit(first)


def card(chance: random.Random) -> str:
    """A bank card's number of 16 to 19 digits."""
    size = chance.choice((16, 17, 18, 19))
    first = "62" + "".join(chance.choices("0123456789", k=size - 3))
    return next(first + digit for digit in "0123456789" if is_card(first + digit))


def _digits(chance: random.Random, size: int) -> str:
    return str(chance.randrange(10 ** (size - 1), 10**size))


def _day(chance: random.Random) -> date:
    return date(2020, 1, 1) + timedelta(days=chance.randrange(2000))


CLEAN: dict[str, Callable[[random.Random, int], str]] = {
    "金额": lambda c, n: f"{c.randrange(10**12) / 100:.2f}",
    "订单号（12 位）": lambda c, n: _digits(c, 12),
    "订单号（16 位）": lambda c, n: _digits(c, 16),
    "订单号（18 位）": lambda c, n: _digits(c, 18),
    "订单号（日期加流水）": lambda c, n: f"{_day(c):%Y%m%d}{n:010}",
    "统一社会信用代码": lambda c, n: f"91610902{_digits(c, 9)}X",
    "办公电话": lambda c, n: f"0915-{c.randrange(3_000_000, 4_000_000)}",
    "办公电话（连写）": lambda c, n: f"0915{c.randrange(3_000_000, 4_000_000)}",
    "经纬度": lambda c, n: f"{108 + c.random():.12f};{32 + c.random():.12f}",
    "序号": lambda c, n: f"{n:015}",
    "文号": lambda c, n: f"安政办函〔{_day(c).year}〕{n}号",
    "时间（连写）": lambda c, n: f"{_day(c):%Y%m%d}{n % 24:02}3015",
    "时间": lambda c, n: f"{_day(c)} {n % 24:02}:30:15",
    "标识": lambda c, n: str(UUID(int=c.getrandbits(128))),
}


def runs(rows: Iterable[list[str]], width: int) -> Iterable[Run]:
    """Rows as the runs in which a scan is given them."""
    first, lines = 2, []
    for row in rows:
        lines.append(",".join(row))
        if len(lines) == BLOCK_ROWS:
            yield _run(first, lines, width)
            first, lines = first + len(lines), []
    if lines:
        yield _run(first, lines, width)


def recall(
    make: Callable[..., str], disguises: tuple[Callable[[str], str], ...], rows: int
) -> float:
    """The share of cells with a personal number in which one was found."""
    chance = random.Random(4)
    scan = PrivacyScan([("neirong", "内容")])
    cells = ([chance.choice(disguises)(make(chance))] for _ in range(rows))
    for run in runs(cells, 1):
        scan.see_run(run)
    kinds = ("identity", "old_identity") if make is identity else ("card",)
    return sum(found.count for found in scan.findings() if found.kind in kinds) / rows


def wrongly_held(cells: int, column_rows: int = CLEAN_COLUMN_ROWS) -> list[str]:
    """The titles of the clean columns in which anything but a note was found."""
    chance = random.Random(4)
    held = []
    titles = list(CLEAN)
    for number in range(cells // column_rows):
        title = titles[number % len(titles)]
        scan = PrivacyScan([("lie", title)])
        rows = ([CLEAN[title](chance, n)] for n in range(1, column_rows + 1))
        for run in runs(rows, 1):
            scan.see_run(run)
        held += [title] if any(found.severity != "note" for found in scan.findings()) else []
    return held


def _run(first: int, lines: list[str], width: int) -> Run:
    return Run(first, len(lines), ("\n".join(lines) + "\n").encode(), Layout(width, ","))


def _clean_row(n: int) -> list[str]:
    place = "汉滨区关庙镇"
    return [f"A{n:06}", f"事项{n}", place, "2026-01-02", str(n), f"{n}.50", "有效", "无"]


def _order_row(n: int) -> list[str]:
    return [str(n), f"{n * 7919 % 10**6:06}{n:012}"]


def _speed(what: str, make: Callable[[int], list[str]]) -> dict[str, object]:
    width = len(make(1))
    blocks = list(runs(map(make, range(1, SPEED_ROWS + 1)), width))
    columns = [(f"lie{n}", f"第{n}列") for n in range(width)]
    by_run, by_row = PrivacyScan(columns), PrivacyScan(columns)
    start = time.process_time()
    for run in blocks:
        by_run.see_run(run)
    ours = time.process_time() - start
    rows = [row for run in blocks for row in run.rows()]
    start = time.process_time()
    for row in rows:
        by_row.see(row.number, row)
    theirs = time.process_time() - start
    assert by_run.findings() == by_row.findings()
    size = sum(len(run.data) for run in blocks)
    told = f"{what}（每 100 MB {ours / size * 1e8:.2f} 秒；对照：逐行）"
    return {"what": told, "unit": "行/秒", "ours": SPEED_ROWS / ours, "theirs": SPEED_ROWS / theirs}


def main() -> None:
    """Print the figures as JSON."""
    held = wrongly_held(ROWS)
    columns = ROWS // CLEAN_COLUMN_ROWS
    found = {
        "身份证号": recall(identity, IDENTITY_DISGUISES, ROWS // 2),
        "银行卡号": recall(card, CARD_DISGUISES, ROWS // 2),
    }
    figures = [
        _speed("扫描无个人信息的 8 列表格", _clean_row),
        _speed("扫描每行都有 18 位流水号的表格", _order_row),
        *(
            {
                "what": f"{ROWS // 2:,} 个{kind}里找到的",
                "unit": "万分之",
                "ours": share * 10_000,
                "theirs": 10_000,
            }
            for kind, share in found.items()
        ),
        {
            "what": f"{columns:,} 个干净的列里误判的（对照：容许 1 %）",
            "unit": "列",
            "ours": len(held),
            "theirs": columns / 100,
        },
    ]
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    main()
