"""Rows of an XML file that is a list: one element that repeats, a row each time.

The element is the outermost one that repeats and holds attributes or elements. Its attributes and
elements are columns; what is nested deeper stays as JSON text.
"""

import json
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException

from .cells import text_cell
from .errors import DamagedTable, NotATable, TableError
from .markup import BROKEN_XML, elements, local
from .plain import Row
from .source import Source
from .textual import TextStream, encoding_of

Path = tuple[str, ...]
MOST_PATHS = 10_000
DEEPEST = 100
INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
UNSAFE = "XML 里声明了实体或引用了外部内容，不安全，已停止读取。请去掉 DOCTYPE 声明后重新提交。"


def xml_rows(source: Source) -> Iterator[Row]:
    """A header row and one row a record.

    Raises NotATable where nothing or more than one thing repeats, DamagedTable where the XML is
    broken or unsafe.
    """
    encoding = encoding_of(source)
    try:
        counts = _paths(source, encoding)
        record = _record_path(counts, source)
        source.facts["record_element"] = "/".join(record)
        titles = [path[-1] for path in counts if path[:-1] == record]
        yield Row(1, [_title(title, record) for title in titles])
        for number, element in enumerate(_records(source, encoding, record), start=2):
            found = dict(_fields(element))
            yield Row(number, [found.get(title) for title in titles])
    except TableError:
        raise
    except DefusedXmlException as error:
        raise DamagedTable(name=source.name, reason=UNSAFE) from error
    except BROKEN_XML as error:
        line = getattr(error, "position", (None,))[0]
        reason = "XML 在这里中断或写错。文件可能没有传完，请重新导出。"
        raise DamagedTable(name=source.name, row=line, reason=reason) from error


def _walk(source: Source, encoding: str) -> Iterator[tuple[str, Element, Path, list[Element]]]:
    """Starts and ends of elements, each with its path and with the elements above it."""
    above, path = list[Element](), list[str]()
    with TextStream(source.path, encoding) as stream:
        for event, element in elements(stream, encoding="utf-8", doctype=True):
            if event == "start":
                path.append(local(element.tag))
                if len(path) > DEEPEST:
                    raise DamagedTable(name=source.name, reason="XML 嵌套层数过深，不是数据表。")
                yield event, element, tuple(path), above
                above.append(element)
            else:
                above.pop()
                yield event, element, tuple(path), above
                path.pop()


def _paths(source: Source, encoding: str) -> Counter[Path]:
    """How often each path of elements and attributes stands in the file, in order of meeting."""
    counts = Counter[Path]()
    for event, element, path, above in _walk(source, encoding):
        if event == "start":
            counts[path] += 1
            for key in _own(element):
                counts[(*path, key)] += 1
            if len(path) > 1:
                for key in _own(element):
                    counts[(*path[:-1], path[-1] + key)] += 1
        else:
            if len(element) == 0 and (element.text or "").strip() and element.attrib:
                counts[(*path, "")] += 1
            if above:
                above[-1].remove(element)
        if len(counts) > MOST_PATHS:
            raise NotATable(name=source.name, found="XML 里的元素种类太多，不是记录列表")
    return counts


def _record_path(counts: Counter[Path], source: Source) -> Path:
    holders = {path[:-1] for path in counts}
    lists = [
        path for path in counts if counts[path] > 1 and path in holders and "@" not in path[-1]
    ]
    outermost = min(map(len, lists), default=0)
    found = [path for path in lists if len(path) == outermost]
    if not found:
        raise NotATable(name=source.name, found="XML 里没有重复出现的记录")
    if len(found) > 1:
        names = "、".join(path[-1] for path in found[:5])
        raise NotATable(
            name=source.name, found=f"XML 里有几种重复的元素（{names}），不知道哪一种是记录"
        )
    return found[0]


def _records(source: Source, encoding: str, record: Path) -> Iterator[Element]:
    for event, element, path, above in _walk(source, encoding):
        if event == "end" and len(path) <= len(record):
            if path == record:
                yield element
            if above:
                above[-1].clear()


def _title(key: str, record: Path) -> str:
    if not key:
        return record[-1]
    return key.removeprefix("@").replace("@", "_")


def _own(element: Element) -> list[str]:
    """The attributes of an element as keys; those of XML Schema say nothing of the data."""
    return [f"@{local(key)}" for key in element.attrib if not key.startswith(INSTANCE)]


def _fields(record: Element) -> Iterator[tuple[str, str | None]]:
    """Keys and cells of one record; an element that stands in it twice becomes a list."""
    for key, value in zip(_own(record), _values(record), strict=True):
        yield key, text_cell(value)
    if len(record) == 0:
        yield "", text_cell((record.text or "").strip())
    inner: dict[str, list[Element]] = {}
    for element in record:
        inner.setdefault(local(element.tag), []).append(element)
    for key, same in inner.items():
        if len(same) == 1:
            yield key, _cell(same[0])
            for name, value in zip(_own(same[0]), _values(same[0]), strict=True):
                yield key + name, text_cell(value)
        else:
            yield key, _json([_nested(element) for element in same])


def _values(element: Element) -> list[str]:
    return [value for key, value in element.attrib.items() if not key.startswith(INSTANCE)]


def _cell(element: Element) -> str | None:
    return _json(_nested(element)) if len(element) else text_cell((element.text or "").strip())


def _nested(element: Element) -> object:
    """An element as JSON: its text, or an object of its attributes and elements."""
    names = dict(zip(_own(element), _values(element), strict=True))
    text = (element.text or "").strip()
    if not len(element) and not names:
        return text
    inner: dict[str, list[object]] = {}
    for part in element:
        inner.setdefault(local(part.tag), []).append(_nested(part))
    parts = {key: same[0] if len(same) == 1 else same for key, same in inner.items()}
    return {**names, **parts, **({"#text": text} if text else {})}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
