"""What happens to a normative document, and what is known of the document itself (pure).

Force is never typed in: it follows from dated, evidenced events. Every event carries two times, the
day on which it acts and the moment from which we knew of it, so that both "what held on that day" and
"what did the library say then" have an answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

PUBLISHED, EFFECTIVE, AMENDED = "published", "effective", "amended"
REPEALED, PARTLY_REPEALED = "repealed", "partly_repealed"
DECLARED_LAPSED, EXPIRED, EXTENDED = "declared_lapsed", "expired", "extended"
REVOKED, SUSPENDED, RESUMED = "revoked", "suspended", "resumed"
INTERPRETED, CORRECTED, REPUBLISHED = "interpreted", "corrected", "republished"
TRANSFERRED, REVIEWED, VERIFIED = "transferred", "reviewed", "verified"

# What a 清理 found; `under_review` is that it has begun.
CONTINUES, TO_CHANGE, UNDER_REVIEW = "continues", "to_change", "under_review"
OUTCOMES: Final = (CONTINUES, TO_CHANGE, UNDER_REVIEW)

PROPOSED, ACCEPTED, REJECTED = "proposed", "accepted", "rejected"

# On one day a document first comes into being, is then changed, and ends last; of two ends on one
# day the stronger comes first. No order of entry plays a part.
_ORDER: Final = {
    kind: number
    for number, kind in enumerate(
        (
            PUBLISHED,
            EFFECTIVE,
            TRANSFERRED,
            CORRECTED,
            INTERPRETED,
            EXTENDED,
            AMENDED,
            RESUMED,
            SUSPENDED,
            REVIEWED,
            VERIFIED,
            PARTLY_REPEALED,
            REVOKED,
            REPUBLISHED,
            REPEALED,
            DECLARED_LAPSED,
            EXPIRED,
        )
    )
}
KINDS: Final = frozenset(_ORDER)


@dataclass(frozen=True)
class Acting:
    """The document by which something happens; it may lie outside the library."""

    title: str = ""
    number: str = ""
    document_id: str | None = None
    article: str = ""
    organ: str = ""
    day: date | None = None  # on which it was itself promulgated, where a history says so


@dataclass(frozen=True)
class Detail:
    """What some kinds of events say besides.

    `last_day` is the last day of validity, itself included: printed in the document, given by an
    extension, or set by a clean-up notice for what has to be changed until then. `restates`: the
    day belongs to a text that was fully revised, the document began on an earlier, unknown one.
    `uncertain`: the day is that of promulgation for want of the day of taking force.
    """

    articles: tuple[str, ...] = ()
    last_day: date | None = None
    open_ended: bool = False
    successor: str | None = None
    outcome: str = ""
    ground: str = ""
    restates: bool = False
    uncertain: bool = False
    evidence: str = ""
    conflicts: tuple[str, ...] = ()  # where the sources of this life disagree, in words

    def as_dict(self) -> dict[str, Any]:
        """What is said, ready for JSON; what is not said is left out."""
        said = {name: value for name, value in asdict(self).items() if value}
        said |= {name: list(value) for name, value in said.items() if isinstance(value, tuple)}
        if self.last_day:
            said["last_day"] = self.last_day.isoformat()
        return said

    @classmethod
    def of(cls, said: dict[str, Any]) -> Detail:
        """The detail that `as_dict` wrote."""
        last_day = said.get("last_day")
        return cls(
            **{
                **said,
                "articles": tuple(said.get("articles", ())),
                "conflicts": tuple(said.get("conflicts", ())),
                "last_day": date.fromisoformat(last_day) if last_day else None,
            }
        )


@dataclass(frozen=True)
class Event:
    """One dated, evidenced event of one document."""

    id: str
    document: str
    kind: str
    day: date
    known: datetime
    acting: Acting = Acting()
    clause: str = ""
    detail: Detail = field(default_factory=Detail)
    source: str = ""
    state: str = ACCEPTED
    retracted: datetime | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"没有事件种类“{self.kind}”，可用：{'、'.join(sorted(KINDS))}。")

    @property
    def order(self) -> tuple[date, int, str]:
        """Where the event stands among the others, whenever each was entered."""
        return self.day, _ORDER[self.kind], self.id

    def counts(self, known_at: datetime | None) -> bool:
        """Whether the event holds for who knows only what was known at that moment (None: now)."""
        if self.state != ACCEPTED:
            return False
        if known_at is None:
            return self.retracted is None
        still = self.retracted is None or self.retracted > known_at
        return self.known <= known_at and still

    def resolved(self, acting_id: str) -> Event:
        """The same event whose acting document is found in the library now."""
        return replace(self, acting=replace(self.acting, document_id=acting_id))


@dataclass(frozen=True)
class Text:
    """One text of a document: since when it is the text in force, and since when we have it."""

    number: int
    day_from: date | None
    known: datetime | None = None


@dataclass(frozen=True)
class Document:
    """What rules need to know of a document besides its events.

    `kind` is a code of schemas/choices/document_kinds.yaml, `region` the GB/T 2260 code of the area
    whose organ issued it (000000: the whole country).
    """

    id: str
    kind: str
    title: str = ""
    issuers: tuple[str, ...] = ()
    region: str = ""
    texts: tuple[Text, ...] = ()


def counting(events: Iterable[Event], known_at: datetime | None = None) -> list[Event]:
    """The events that count for who knows what was known then, in their one order."""
    return sorted((one for one in events if one.counts(known_at)), key=lambda one: one.order)
