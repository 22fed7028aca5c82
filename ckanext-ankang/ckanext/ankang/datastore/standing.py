"""Files whose lines are already the CSV that COPY reads: handed on as they stand.

The report of a version says all that must be known of its file, so it is not read as a table again:
that would take as long as COPY itself. No module of `tables` is imported, which starts the fence
in a third of the time.
"""

from __future__ import annotations

import mmap
import re
from pathlib import Path
from typing import Any

from ckanext.ankang.fence import report_progress

from . import columns

BLOCK = 1 << 20


def may_stand(facts: dict[str, Any], schema: dict[str, Any]) -> bool:
    """Whether reading changed nothing and COPY knows the form; quotes are still to be looked for."""
    return (
        facts.get("format") == "csv"
        and facts.get("encoding") in ("utf-8", "utf-8-sig")
        and facts["dialect"]["delimiter"] == ","
        and not facts.get("transforms")
        and not facts.get("dropped_rows")
        and not facts.get("blank_rows")
        # In a table of one column `\\.` would end the data.
        and len(schema["fields"]) > 1
        and not any(columns.spellings(schema))
    )


def write_standing(
    path: Path | str, target: Path | str, *, header_row: int, rows: int
) -> int | None:
    """Write the lines of the rows into `target` and return their number, or None if it cannot be.

    It can where no line holds a quote or a lone CR, for then each line is a record.
    """
    with (
        Path(path).open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text,
    ):
        if text.find(b'"') >= 0 or re.search(rb"\r(?!\n)", text):
            return None
        returns = text.find(b"\r") >= 0
        for _ in range(header_row):
            file.readline()
        with Path(target).open("wb") as out:
            done = 0
            while done < rows and (lines := file.read(BLOCK) + file.readline()):
                done += lines.count(b"\n") + (not lines.endswith(b"\n"))
                if done > rows:
                    kept = lines.splitlines(keepends=True)[: rows - done]
                    lines, done = b"".join(kept), rows
                out.write(lines.replace(b"\r\n", b"\n") if returns else lines)
                report_progress(done, rows)
    return done
