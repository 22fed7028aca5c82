"""Print the documents of `sources.yaml` in ten layouts and pack them as DOCX, DOC and PDF.

    python tests/samples/documents/municipal/make.py

LibreOffice makes the files from flat OpenDocument, so that none comes from our own exporter.
The OFD and the scan are made of two of them (`ofd.py`, poppler).
"""

import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

import yaml
from ofd import make_ofd, make_scan

HERE = Path(__file__).parent
FORMATS = ("docx", "doc", "pdf")
DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Layout:
    """How a document is printed; the defaults are those of GB/T 9704—2012."""

    red: str = "lines"
    brackets: str = "〔〕"
    number_gap: str = ""
    zero: str = ""
    break_title: int = 0
    automatic: bool = False
    typed_indent: bool = False
    wide_headings: bool = False
    number_below: bool = False
    running_head: str = ""
    page_number: str = "— {} —"
    page: tuple[str, str] = ("21cm", "29.7cm")
    one_signature: bool = False


LAYOUTS = (
    Layout(),
    Layout(red="table"),
    Layout(red="letter", brackets="（）"),
    Layout(red="spaced", zero="〇", break_title=22),
    Layout(automatic=True),
    Layout(red="box", break_title=18),
    Layout(running_head="示例市人民政府公报", page_number="{}", page=("14.8cm", "21cm")),
    Layout(red="none", number_below=True, zero="〇", page_number=""),
    Layout(brackets="[]", number_gap=" ", page=("14.8cm", "21cm"), break_title=16),
    Layout(typed_indent=True, zero="○", wide_headings=True, one_signature=True),
)

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls><style:font-face style:name="Song" svg:font-family="'Noto Serif CJK SC'"/></office:font-face-decls>
<office:styles><style:default-style style:family="paragraph"><style:text-properties style:font-name="Song" style:font-name-asian="Song" fo:font-size="16pt" style:font-size-asian="16pt" fo:language="zh" fo:country="CN"/></style:default-style></office:styles>
<office:automatic-styles>
<style:style style:name="red" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/><style:text-properties fo:color="#cc0000" fo:font-size="22pt" style:font-size-asian="22pt"/></style:style>
<style:style style:name="number" style:family="paragraph"><style:paragraph-properties fo:text-align="center" fo:margin-bottom="0.6cm"/></style:style>
<style:style style:name="right" style:family="paragraph"><style:paragraph-properties fo:text-align="end"/></style:style>
<style:style style:name="title" style:family="paragraph"><style:paragraph-properties fo:text-align="center" fo:margin-bottom="0.4cm"/><style:text-properties fo:font-size="20pt" style:font-size-asian="20pt"/></style:style>
<style:style style:name="next" style:family="paragraph" style:parent-style-name="title"><style:paragraph-properties fo:text-align="center" fo:break-before="page" fo:margin-bottom="0.4cm"/><style:text-properties fo:font-size="20pt" style:font-size-asian="20pt"/></style:style>
<style:style style:name="left" style:family="paragraph"><style:paragraph-properties/></style:style>
<style:style style:name="page" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>
<style:style style:name="body" style:family="paragraph"><style:paragraph-properties fo:text-indent="1.13cm" fo:text-align="justify"/></style:style>
<style:style style:name="chapter" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/></style:style>
<style:style style:name="cell" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000"/></style:style>
<style:style style:name="frame" style:family="graphic"><style:graphic-properties style:wrap="none" style:horizontal-pos="center" style:horizontal-rel="paragraph"/></style:style>
<text:list-style style:name="articles"><text:list-level-style-number text:level="1" style:num-prefix="第" style:num-suffix="条" style:num-format="一, 二, 三, ..."><style:list-level-properties text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment text:label-followed-by="space" fo:text-indent="1.13cm"/></style:list-level-properties></text:list-level-style-number></text:list-style>
<text:list-style style:name="outline"><text:list-level-style-number text:level="1" style:num-suffix="、" style:num-format="一, 二, 三, ..."><style:list-level-properties text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment text:label-followed-by="nothing" fo:text-indent="1.13cm"/></style:list-level-properties></text:list-level-style-number></text:list-style>
"""


class Printer:
    """Prints one source in one layout as flat OpenDocument."""

    def __init__(self, source: dict, layout: Layout) -> None:
        self.source, self.layout = source, layout
        self.parts: list[str] = []
        self.listed: set[str] = set()

    def document(self) -> str:
        """The whole file."""
        self.head()
        self.text(self.source["body"])
        annexes = self.source.get("annexes", [])
        for number, annex in enumerate(annexes, start=1):
            one = len(annexes) == 1
            label = "附件：" if number == 1 else "　　　"
            self.line("body", label + (annex["name"] if one else f"{number}.{annex['name']}"))
        self.foot()
        self.forwarded()
        for number, annex in enumerate(annexes, start=1):
            self.line("page", "附件" if len(annexes) == 1 else f"附件{number}")
            self.line("title", annex["name"])
            self.text(annex["body"])
        self.back()
        return (
            HEAD
            + self.page_style()
            + "".join(self.parts)
            + "</office:text></office:body></office:document>"
        )

    def page_style(self) -> str:
        width, height = self.layout.page
        head, number = self.layout.running_head, self.layout.page_number
        field = escape(number).replace("{}", '<text:page-number text:select-page="current"/>')
        header = f'<style:header><text:p text:style-name="chapter">{head}</text:p></style:header>'
        footer = f'<style:footer><text:p text:style-name="chapter">{field}</text:p></style:footer>'
        return (
            f'<style:page-layout style:name="pl"><style:page-layout-properties fo:page-width="{width}" fo:page-height="{height}" fo:margin="2.4cm"/><style:header-style><style:header-footer-properties fo:min-height="0.8cm" fo:margin-bottom="0.3cm"/></style:header-style><style:footer-style><style:header-footer-properties fo:min-height="0.8cm" fo:margin-top="0.3cm"/></style:footer-style></style:page-layout></office:automatic-styles>'
            f'<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pl">{header if head else ""}{footer if number else ""}</style:master-page></office:master-styles><office:body><office:text>'
        )

    def line(self, style: str, text: str) -> None:
        """One paragraph; a line feed in it is a soft break."""
        indent = "　　" if style == "body" and self.layout.typed_indent else ""
        style = "left" if indent else style
        words = escape(indent + text).replace("\n", "<text:line-break/>")
        words = words.replace("  ", ' <text:s text:c="1"/>')
        self.parts.append(f'<text:p text:style-name="{style}">{words}</text:p>')

    def head(self) -> None:
        source, layout = self.source, self.layout
        if source.get("order"):
            self.line("red", f"{source['issuers'][0]}令")
            self.line("number", "第" + source["number"].partition("令第")[2])
            return
        announced = "年第" in source.get("number", "") or not source.get("number")
        if source.get("registration"):
            self.line("left", source["registration"])
        if not announced:
            self.red_head()
        if not announced and not layout.number_below:
            self.line("right" if layout.red == "letter" else "number", self.number())
        self.title(source["title"], "title")
        if source.get("number") and (announced or layout.number_below):
            self.line("number", self.number())
        if source.get("addressees"):
            self.line("left", source["addressees"] + "：")

    def red_head(self) -> None:
        issuers, red = self.source["issuers"], self.layout.red
        if red == "none":
            return
        if red == "table":
            rows = [[name, "文件" if at == 0 else ""] for at, name in enumerate(issuers)]
            self.table(rows)
        elif red == "box":
            lines = "".join(
                f'<text:p text:style-name="red">{one}</text:p>'
                for one in [*issuers[:-1], f"{issuers[-1]}文件"]
            )
            self.parts.append(
                f'<text:p text:style-name="red"><draw:frame draw:style-name="frame" draw:name="red" text:anchor-type="paragraph" svg:width="14cm" svg:height="{1.4 * len(issuers)}cm"><draw:text-box>{lines}</draw:text-box></draw:frame></text:p>'
            )
        else:
            words = [*issuers[:-1], issuers[-1] + ("" if red == "letter" else "文件")]
            for one in words:
                self.line("red", " ".join(one) if red == "spaced" else one)

    def number(self) -> str:
        left, right = self.layout.brackets
        gap = self.layout.number_gap
        number = self.source["number"].replace("〔", left).replace("〕", right)
        return number.replace("号", f"{gap}号") if gap else number

    def title(self, title: str, style: str) -> None:
        """A title, over several lines where the layout breaks it."""
        size = self.layout.break_title
        lines = [title[at : at + size] for at in range(0, len(title), size)] if size else [title]
        if self.layout.red == "box":
            self.line(style, "\n".join(lines))
            return
        for line in lines:
            self.line(style, line)
            style = "title"

    def text(self, body: list) -> None:
        for piece in body:
            if isinstance(piece, list):
                self.table(piece)
            elif not (self.layout.automatic and self.automatic(piece)):
                self.paragraph(piece)

    def paragraph(self, text: str) -> None:
        divided = text[0] == "第" and text[:6].partition(" ")[0][-1] in "章节"
        if divided and self.layout.wide_headings:
            label, _, words = text.partition(" ")
            text = f"{label}　{'　'.join(words) if len(words) == 2 else words}"
        self.line("chapter" if divided else "body", text)

    def automatic(self, text: str) -> bool:
        """Print a numbered paragraph as Word numbers it, unless it is 第X条之一."""
        kinds: dict[str, Callable[[str], str]] = {
            "articles": lambda t: (
                t.partition("条 ")[2] if t.startswith("第") and "条 " in t[:7] else ""
            ),
            "outline": lambda t: (
                t.partition("、")[2] if t[1:2] == "、" and t[0] in "一二三四五六七八九" else ""
            ),
        }
        for style, words in kinds.items():
            if rest := words(text):
                more = ' text:continue-numbering="true"' if style in self.listed else ""
                self.listed.add(style)
                # A list of its own kind in between would restart it, so the first is named.
                self.parts.append(
                    f'<text:list text:style-name="{style}"{more}><text:list-item><text:p text:style-name="left">{escape(rest)}</text:p></text:list-item></text:list>'
                )
                return True
        return False

    def table(self, rows: list[list[str]]) -> None:
        cells = "".join(
            "<table:table-row>"
            + "".join(
                f'<table:table-cell table:style-name="cell" office:value-type="string"><text:p text:style-name="left">{escape(cell)}</text:p></table:table-cell>'
                for cell in row
            )
            + "</table:table-row>"
            for row in rows
        )
        self.parts.append(
            f'<table:table><table:table-column table:number-columns-repeated="{len(rows[0])}"/>{cells}</table:table>'
        )

    def foot(self) -> None:
        source = self.source
        if source.get("holder"):
            self.line("right", source["holder"])
        elif self.layout.one_signature:
            self.line("right", "　　".join(source["issuers"]))
        else:
            for name in source["issuers"]:
                self.line("right", name)
        self.line("right", self.day(source["date"]))
        if source.get("open"):
            self.line("body", f"（{source['open']}）")

    def day(self, day: date) -> str:
        if not self.layout.zero:
            return f"{day.year}年{day.month}月{day.day}日"
        digits = DIGITS.replace("〇", self.layout.zero)
        year = "".join(digits[int(one)] for one in str(day.year))
        return f"{year}年{_count(day.month)}月{_count(day.day)}日"

    def forwarded(self) -> None:
        if inner := self.source.get("forwarded"):
            self.title(inner["title"], "next")
            self.text(inner["body"])

    def back(self) -> None:
        source, day = self.source, self.source["date"]
        if source.get("open"):
            self.line("left", "抄送：示例市委办公室，示例市人大常委会办公室。")
            self.line("left", f"{source['issuers'][0]}  {day.year}年{day.month}月{day.day}日印发")


def _count(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = "" if not tens else ("十" if tens == 1 else f"{DIGITS[tens]}十")
    return ten + (DIGITS[ones] if ones else "")


def convert(folder: Path, sources: list[Path], format: str) -> Iterator[Path]:
    """Have LibreOffice convert files; yields what it made."""
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    out = folder / format
    subprocess.run(
        [*command, "--convert-to", format, "--outdir", str(out), *map(str, sources)], check=True
    )
    for source in sources:
        yield out / f"{source.stem}.{format}"


def main() -> None:
    """Make all files and pack them."""
    sources = yaml.safe_load((HERE / "sources.yaml").read_text(encoding="utf-8"))
    with TemporaryDirectory() as name, tarfile.open(HERE / "municipal.tar.xz", "w:xz") as archive:
        folder = Path(name)
        flat = []
        for number, source in enumerate(sources):
            path = folder / f"{source['name']}.fodt"
            path.write_text(Printer(source, LAYOUTS[number % len(LAYOUTS)]).document(), "utf-8")
            flat.append(path)
        for format in FORMATS:
            for made in convert(folder, flat, format):
                archive.add(made, made.name)
        make_scan(folder / "pdf/township-measures.pdf", folder / "scan-without-text.pdf")
        archive.add(folder / "scan-without-text.pdf", "scan-without-text.pdf")
        make_ofd(folder / "pdf/announcement-fireworks.pdf", folder / "announcement-fireworks.ofd")
        archive.add(folder / "announcement-fireworks.ofd", "announcement-fireworks.ofd")


if __name__ == "__main__":
    sys.exit(main())
