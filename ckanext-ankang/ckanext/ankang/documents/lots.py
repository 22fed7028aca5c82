"""Which documents of a case are compared with their originals before it is released (pure)."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

STEP = "comparison"
# A backlog of old documents is compared by samples, everything else whole (process.md 1.4).
SAMPLED = "backlog"


def drawn(profile: str, case_id: str, items: Sequence[str], percent: int) -> list[str]:
    """The items to be compared; the lot falls the same for everybody who signs the case."""
    if profile != SAMPLED or not items:
        return list(items)
    size = max(1, math.ceil(len(items) * percent / 100))
    return random.Random(case_id).sample(sorted(items), size)
