"""Web pages: the text alone; nothing that runs, nothing that is hidden, no page furniture."""

import re
from html.parser import HTMLParser
from pathlib import Path

from ckanext.ankang.tables.encoding import decide_encoding

from .extract import Extract, ReadingLimits
from .grid import table_paragraphs

_DROPPED = frozenset(
    {"script", "style", "template", "noscript", "head", "iframe", "object", "svg", "select"}
    | {"nav", "header", "footer", "button", "form"}
)
_VOID = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "wbr"}
)
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"blockquote", "pre", "table", "dd", "dt", "center", "body", "figure", "figcaption"}
)
_BREAKS = _BLOCKS | {"br", "hr", "tr", "td", "th", "caption"}
# The element that holds the text on pages of Chinese governments (TRS, UCAP and others).
_MAIN = re.compile(r"^(?:UCAP-CONTENT|zoom|TRS_Editor|TRS_UEDITOR|article-content|articlecontent)$")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_CHINESE_SETS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "cp950"}


def read(path: Path, name: str, limits: ReadingLimits) -> Extract:
    """The paragraphs of a page, of its main part where one is marked."""
    page = _Page()
    page.feed(_text(path, name))
    page.close()
    page.end_paragraph()
    warnings = ["网页里有脚本，已全部去掉，只读取文字。"] if page.scripts else []
    return Extract(page.main or page.paragraphs, "html", warnings)


def _text(path: Path, name: str) -> str:
    """What the page says of its own encoding is believed where it decodes."""
    content = path.read_bytes()
    found = _CHARSET.search(content[:4096])
    declared = _CHINESE_SETS.get(found[1].decode().lower()) if found else None
    if declared:
        try:
            return content.decode(declared)
        except UnicodeDecodeError:
            pass
    return content.decode(decide_encoding(path, name)[0])


class _Page(HTMLParser):
    """Collects paragraphs; `main` holds those of the element that is marked as the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[str] = []
        self.main: list[str] = []
        self.scripts = False
        self._words: list[str] = []
        # Open tables, the innermost last: rows of cells of paragraphs.
        self._tables: list[list[list[list[str]]]] = []
        # Open elements: what they are, whether their text is dropped and whether they are the main.
        self._open: list[tuple[str, bool, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        self.scripts |= tag == "script" or any(key.startswith("on") for key in values)
        if tag in _BREAKS:
            self.end_paragraph()
        if tag in _VOID:
            return
        hidden = "hidden" in values or bool(_HIDDEN.search(values.get("style", "")))
        names = (values.get("id", ""), *values.get("class", "").split())
        marked = tag in ("article", "main") or any(map(_MAIN.match, names))
        self._open.append((tag, tag in _DROPPED or hidden, marked))
        if tag == "table":
            self._tables.append([])
        elif tag == "tr" and self._tables:
            self._tables[-1].append([])
        elif tag in ("td", "th") and self._tables:
            self._tables[-1] = self._tables[-1] or [[]]
            self._tables[-1][-1].append([])

    def handle_endtag(self, tag: str) -> None:
        if not any(opened == tag for opened, _, _ in self._open):
            return
        if tag in _BREAKS:
            self.end_paragraph()
        if tag == "table" and self._tables:
            self._add(table_paragraphs(self._tables.pop()))
        while self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(dropped for _, dropped, _ in self._open):
            self._words.append(data)

    def end_paragraph(self) -> None:
        """Close the paragraph that is being read."""
        text = re.sub(r"[ \t\r\n\xa0]+", " ", "".join(self._words)).strip(" \u3000")
        self._words = []
        self._add([text] if text else [])

    def _add(self, texts: list[str]) -> None:
        if self._tables and self._tables[-1] and self._tables[-1][-1]:
            self._tables[-1][-1][-1].extend(texts)
            return
        self.paragraphs.extend(texts)
        if any(main for _, _, main in self._open):
            self.main.extend(texts)
