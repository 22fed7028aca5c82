"""Which text a citation means: the one in force on the day of the citing text (pure).

A name alone is no identity: six regulations of the corpus repeal an older one of the same title.
The day that the citation prints («1988年7月18日发布的») decides first, then the day of the citing text.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Text:
    """A text of the library that can be cited; `published` and `day_from` as far as known."""

    document: str
    number: int
    document_number: str = ""
    published: date | None = None
    day_from: date | None = None
    first_published: date | None = None  # of the document, whichever text is the oldest here

    @property
    def since(self) -> date:
        """From when it holds; what has no day was always there, as far as anybody knows."""
        return self.day_from or self.published or date.min

    def was_published_on(self, day: date) -> bool:
        return day in (self.published, self.first_published)


@dataclass(frozen=True)
class Target:
    """The document that is meant and its text; no number: the text of that day is not here."""

    document: str
    number: int | None = None


def choose(
    texts: Iterable[Text],
    *,
    day: date | None,
    cited_day: date | None = None,
    document_number: str = "",
    own: str = "",
) -> Target | None:
    """The target among the texts that bear the cited name, or None when none of them is meant.

    `day` is that of the citing text (None: today's text is meant), `cited_day` and
    `document_number` what the citation prints of the cited one. `own` is the citing document, which
    nobody means who says that it repeals a document of this name.
    """
    candidates = [text for text in texts if text.document != own]
    if cited_day:
        candidates = _of_documents(candidates, lambda text: text.was_published_on(cited_day))
    if document_number:
        candidates = _of_documents(
            candidates, lambda text: text.document_number in ("", document_number)
        )
    if not candidates:
        return None
    standing = [text for text in candidates if day is None or text.since <= day]
    if standing:
        newest = max(standing, key=lambda text: (text.since, text.number))
        return Target(newest.document, newest.number)
    oldest = min(candidates, key=lambda text: (text.since, text.number))
    return Target(oldest.document)


def _of_documents(texts: list[Text], fits: Callable[[Text], bool]) -> list[Text]:
    """All texts of the documents of which one fits."""
    documents = {text.document for text in texts if fits(text)}
    return [text for text in texts if text.document in documents]
