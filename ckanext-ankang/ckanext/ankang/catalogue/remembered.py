"""What is looked up again and again while many packages are validated, remembered for a while.

Core's validators ask the database about each package by itself: 20 questions, most of them the same
(limits.md C). Within `remembering` an answer is kept, and what a batch looked for all at once and did
not find is not looked for again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from ckan.types import Context
from sqlalchemy.exc import NoResultFound

T = TypeVar("T")
PACKAGE, NAME, RESOURCE = "package", "name", "resource"


class _Memory:
    def __init__(self, absent: Iterable[tuple[str, str]]) -> None:
        self.absent = frozenset(absent)
        self.answers: dict[Hashable, Any] = {}


_memory: ContextVar[_Memory | None] = ContextVar("ankang_remembered", default=None)


@contextmanager
def remembering(absent: Iterable[tuple[str, str]] = ()) -> Iterator[None]:
    """Keep answers within this block; `absent` pairs of kind and key are known not to be stored."""
    token = _memory.set(_Memory(absent))
    try:
        yield
    finally:
        _memory.reset(token)


def is_remembering() -> bool:
    """Whether answers are kept now."""
    return _memory.get() is not None


def is_absent(kind: str, key: Any) -> bool:
    """Whether this is known not to be stored."""
    memory = _memory.get()
    return memory is not None and (kind, key) in memory.absent


def remembered(key: Hashable, ask: Callable[[], T]) -> T:
    """The answer to a question, asked once within a block; elsewhere each time."""
    memory = _memory.get()
    if memory is None:
        return ask()
    if key not in memory.answers:
        memory.answers[key] = ask()
    answer: T = memory.answers[key]
    return answer


def context_without(context: Context, kind: str, key: Any) -> Context:
    """The context for one of core's validators, with a session that need not look for what is absent."""
    if not is_absent(kind, key):
        return context
    return Context(context, session=_Nothing())  # type: ignore[typeddict-item]


class _Nothing:
    """Answers the questions of core's three validators as a session does that finds nothing."""

    def get(self, *_: Any) -> None:
        return None

    def query(self, *_: Any) -> _Nothing:
        return self

    filter = query
    exists = query

    def scalar(self) -> bool:
        return False

    def one(self) -> Any:
        raise NoResultFound
