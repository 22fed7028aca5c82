"""PDF: its text layer through poppler; pages that are pictures are kept as a scan."""

from pathlib import Path
from tempfile import TemporaryDirectory

from .children import run_tool
from .errors import DamagedDocument, NotADocument
from .extract import Extract, ReadingLimits

PAGE = "\f"
# A page number or a stamp is no text layer: below so many characters a page counts as a picture.
_LEAST_ON_PAGE = 20


def read(path: Path, name: str, limits: ReadingLimits) -> Extract:
    """The printed lines of all pages; a form feed begins the first line of each next page."""
    with TemporaryDirectory(prefix="pdf-") as folder:
        facts = _facts(path, name, Path(folder), limits)
        _require_harmless(facts, name, limits)
        # -layout keeps the indent of a paragraph's first line, by which lines are joined (`repairs`).
        command = ["pdftotext", "-q", "-layout", "-enc", "UTF-8", str(path.resolve()), "-"]
        text = run_tool(command, Path(folder), name, limits.converted_bytes)
    pages = text.removesuffix(PAGE).split(PAGE)
    empty = [n for n, page in enumerate(pages, 1) if len("".join(page.split())) < _LEAST_ON_PAGE]
    if len(empty) == len(pages) and sum(len("".join(page.split())) for page in pages) < 100:
        warning = "文件没有文字层，是扫描图像：已原样保存，正文需要另行提供或录入。"
        return Extract([], "pdf", [warning], scanned=True)
    return Extract(_lines(pages), "pdf", _picture_pages(empty))


def _lines(pages: list[str]) -> list[str]:
    lines = pages[0].split("\n")
    for page in pages[1:]:
        first, *others = page.split("\n")
        lines += [PAGE + first, *others]
    return [line.rstrip() for line in lines if line.strip(" ")]


def _picture_pages(empty: list[int]) -> list[str]:
    if not empty:
        return []
    listed = "、".join(map(str, empty[:10]))
    more = f" 等 {len(empty)} 页" if len(empty) > 10 else " 页"
    return [f"第 {listed}{more}没有文字（可能是图片或空白页），请与原件核对。"]


def _facts(path: Path, name: str, folder: Path, limits: ReadingLimits) -> dict[str, str]:
    command = ["pdfinfo", str(path.resolve())]
    try:
        printed = run_tool(command, folder, name, limits.converted_bytes)
    except DamagedDocument as error:
        if b"/Encrypt" in path.read_bytes():
            reason = "PDF 加了打开密码。请去掉密码后重新提交。"
            raise NotADocument(name=name, reason=reason) from error
        raise
    pairs = (line.partition(":") for line in printed.splitlines())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _require_harmless(facts: dict[str, str], name: str, limits: ReadingLimits) -> None:
    """The file itself is offered to readers: what runs in it is refused, not only left out."""
    if facts.get("JavaScript") == "yes":
        reason = "PDF 里有脚本（JavaScript）。请用“打印为 PDF”重新生成后提交。"
        raise NotADocument(name=name, reason=reason)
    if int(facts.get("Pages", "0")) > limits.pages:
        reason = f"PDF 有 {facts['Pages']} 页，超过上限 {limits.pages} 页。请拆分后提交。"
        raise NotADocument(name=name, reason=reason)
