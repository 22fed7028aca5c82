"""XML read as a stream by a parser that knows no entities and fetches nothing."""

from collections.abc import Iterator
from typing import Any, Protocol
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, iterparse

BROKEN_XML: tuple[type[Exception], ...] = (
    ParseError,
    DefusedXmlException,
    UnicodeDecodeError,
    LookupError,
)


class Readable(Protocol):
    """Whatever gives bytes until there are none."""

    def read(self, size: int, /) -> bytes:
        """The next bytes."""


def elements(
    stream: Readable, *, encoding: str | None = None, doctype: bool = False
) -> Iterator[tuple[str, Element]]:
    """`start` and `end` of every element; raises one of BROKEN_XML.

    The caller clears what it has used, or all of the document stays in memory.
    """
    parser = DefusedXMLParser(target=TreeBuilder(), encoding=encoding, forbid_dtd=not doctype)
    # The stub asks for a whole file object; only `read` is used.
    source: Any = stream
    events: Any = iterparse(source, events=("start", "end"), parser=parser)
    yield from events


def local(name: str) -> str:
    """The name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]


def attribute(element: Element, name: str, default: str = "") -> str:
    """An attribute by its local name, whatever its namespace."""
    if name in element.attrib:
        return element.attrib[name]
    return next((v for key, v in element.attrib.items() if local(key) == name), default)


def child(element: Element, name: str) -> Element | None:
    """The first child with a local name."""
    return next((inner for inner in element if local(inner.tag) == name), None)
