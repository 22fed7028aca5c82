"""One look at an address: its headers, or where that is not spoken the first bytes (pure).

What the server says for itself decides: 404 is broken, 403 and 429 only say that a program may not look.
"""

from __future__ import annotations

from dataclasses import dataclass

from harvesters.dialler import Dialler
from harvesters.errors import BadStatus, HarvestError, ServerBusy, TooLarge

from .intervals import Outcome

FIRST_BYTES = "bytes=0-1023"
# The server is there and does not let a program in: a person may well get through.
CLOSED = frozenset({401, 403, 407, 429, 451})


@dataclass(frozen=True)
class Look:
    """What came of it; the reason is Chinese and empty when all is well."""

    outcome: Outcome
    status: int | None = None
    reason: str = ""


def look(dialler: Dialler, url: str) -> Look:
    """Ask for the headers first; many servers answer wrongly to that, so that a no is asked again."""
    try:
        dialler.ask("HEAD", url)
    except HarvestError:
        return _look_inside(dialler, url)
    return Look("alive", 200)


def _look_inside(dialler: Dialler, url: str) -> Look:
    try:
        dialler.get(url, headers={"Range": FIRST_BYTES})
    except TooLarge:
        # It sends the whole file instead of its beginning: it is there.
        return Look("alive", 200)
    except (BadStatus, ServerBusy) as fault:
        status = int(fault.fields["status"])
        return Look("unclear" if status in CLOSED else "broken", status, str(fault))
    except HarvestError as fault:
        return Look("broken", None, str(fault))
    return Look("alive", 200)
