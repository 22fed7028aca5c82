"""A table of a million rows: the portal's way against plain Frictionless on the same file.

Both sides apply the standard checklist and scan every cell for personal numbers; both know the
types of the columns. The memory figure is of a process of its own, under a unique key over twelve
million rows, against the ceiling of 400 MB (issue 4).
"""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from frictionless import Checklist, Schema, system
from frictionless.resources import TableResource

from ckanext.ankang.quality.privacy import PrivacyScan
from ckanext.ankang.quality.validation import validate_table

ROWS = 1_000_000
FAULTS = 100
KEYS = 12_000_000
MEMORY_CEILING = 400
COLUMNS = {
    "序号": "integer",
    "事项名称": "string",
    "区县": "string",
    "办理日期": "date",
    "件数": "integer",
    "金额": "number",
    "状态": "string",
    "备注": "string",
}
SCHEMA: dict[str, Any] = {"fields": [{"name": n, "type": t} for n, t in COLUMNS.items()]}
COUNTIES = [
    "汉滨区",
    "汉阴县",
    "石泉县",
    "宁陕县",
    "紫阳县",
    "岚皋县",
    "平利县",
    "镇坪县",
    "旬阳市",
    "白河县",
]


def make(path: Path, faults: int) -> None:
    """Write the table, the same for the same arguments; faults are words where numbers belong."""
    chance = random.Random(7)
    faulty = set(chance.sample(range(ROWS), faults))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_row(n, chance, faulty=n in faulty) for n in range(ROWS))


def make_keyed(path: Path) -> None:
    """Write 1.3 GB of rows with a key of their own each."""
    rest = [
        f"行政许可事项{n}号,汉滨区安康大道,2024-{n % 12 + 1:02}-{n % 28 + 1:02},{n * 7},{n}.50,有效,无\n"
        for n in range(1_000)
    ]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(",".join(COLUMNS) + "\n")
        for start in range(0, KEYS, len(rest)):
            file.write("".join(f"{start + n},{row}" for n, row in enumerate(rest, 1)))


def plain(path: Path) -> int:
    """What a user would write: Frictionless with the checklist, and the scan of every cell."""
    text = files("ckanext.ankang.schemas").joinpath("checklists/standard.yaml").read_text("utf-8")
    report = TableResource(path=str(path), schema=Schema.from_descriptor(SCHEMA)).validate(
        Checklist.from_descriptor(yaml.safe_load(text)), limit_errors=0
    )
    scan = PrivacyScan([(name, name) for name in COLUMNS])
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file), start=1):
            scan.see(number, row)
    assert not scan.findings()
    return int(report.stats["errors"])


def ours(path: Path) -> int:
    """The portal's validation of the same file."""
    report = validate_table(path, schema=SCHEMA, checklist="standard").report
    return int(report["stats"]["errors"])


def compared(what: str, folder: Path, faults: int) -> dict[str, object]:
    """Both ways on one file, as rows a second."""
    path = folder / f"faults-{faults}.csv"
    make(path, faults)
    return {
        "what": f"{what}：{ROWS:,} 行 × {len(COLUMNS)} 列，含检查清单与个人信息扫描",
        "unit": "行/秒",
        "ours": ROWS / _seconds(ours, path, faults),
        "theirs": ROWS / _seconds(plain, path, faults),
    }


def memory(folder: Path) -> dict[str, object]:
    """The largest memory of a validation with a unique key."""
    path = folder / "keyed.csv"
    make_keyed(path)
    done = subprocess.run(
        [sys.executable, __file__, str(path)], check=True, capture_output=True, text=True
    )
    return {
        "what": f"内存：{path.stat().st_size / 1e9:.1f} GB CSV，{KEYS:,} 行的唯一键（对照：上限，越小越好）",
        "unit": "MB",
        "ours": int(done.stdout),
        "theirs": MEMORY_CEILING,
    }


def validate_keyed(path: Path) -> None:
    """Validate and print the largest memory in MB."""
    import resource

    schema = {**SCHEMA, "primaryKey": ["序号"]}
    assert validate_table(path, schema=schema).verdict == "valid"
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)


def _row(number: int, chance: random.Random, *, faulty: bool) -> list[object]:
    return [
        number + 1,
        f"行政许可事项{chance.randrange(5_000)}号",
        chance.choice(COUNTIES),
        f"20{chance.randrange(10, 26)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
        "若干" if faulty else chance.randrange(100_000),
        f"{chance.randrange(10**7) / 100:.2f}",
        chance.choice(["有效", "失效", "办理中"]),
        "网上办理，材料齐全，符合法定形式"[: chance.randrange(16)],
    ]


def _seconds(validate: Callable[[Path], int], path: Path, faults: int) -> float:
    start = time.perf_counter()
    assert validate(path) == faults
    return time.perf_counter() - start


def main() -> None:
    """Print the figures as JSON."""
    # Frictionless takes no absolute path of an untrusted caller.
    system.trusted = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = [
            compared("干净的 CSV", folder, 0),
            compared(f"{FAULTS} 行有错的 CSV", folder, FAULTS),
            memory(folder),
        ]
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    validate_keyed(Path(sys.argv[1])) if len(sys.argv) > 1 else main()
