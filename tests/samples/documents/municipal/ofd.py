"""A scan and an OFD made of a PDF: pictures of its pages, and its words where it prints them."""

import re
import subprocess
import tempfile
import zipfile
from html import unescape
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import Image

NAMESPACE = "http://www.ofdspec.org/2016"
MILLIMETRES = 25.4 / 72
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.S)
_WORD = re.compile(
    r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
)


def make_scan(pdf: Path, target: Path) -> None:
    """A PDF that holds grey pictures of the pages and no text."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["pdftoppm", "-gray", "-r", "60", "-png", str(pdf), f"{folder}/page"], check=True
        )
        pages = [Image.open(path).convert("1") for path in sorted(Path(folder).glob("*.png"))]
        pages[0].save(target, save_all=True, append_images=pages[1:], resolution=60)


def make_ofd(pdf: Path, target: Path) -> None:
    """An OFD (GB/T 33190) with a text object for each word, the last page's words stored first."""
    printed = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = [(page[0], page[1], _WORD.findall(page[2])) for page in _PAGE.findall(printed)]
    width, height = (float(size) * MILLIMETRES for size in pages[0][:2])
    listed = "".join(
        f'<ofd:Page ID="{10 + at}" BaseLoc="Pages/Page_{at}/Content.xml"/>'
        for at in range(len(pages))
    )
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "OFD.xml",
            _xml(
                "OFD",
                "<ofd:DocBody><ofd:DocInfo><ofd:DocID>example</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>",
            ),
        )
        archive.writestr(
            "Doc_0/Document.xml",
            _xml(
                "Document",
                f"<ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 {width:.2f} {height:.2f}</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>",
            ),
        )
        for at, (_, _, words) in enumerate(pages):
            # Writers store objects in any order: what counts is where they are printed.
            objects = "".join(
                _text(number, word) for number, word in reversed(list(enumerate(words)))
            )
            archive.writestr(
                f"Doc_0/Pages/Page_{at}/Content.xml",
                _xml("Page", f'<ofd:Content><ofd:Layer ID="1">{objects}</ofd:Layer></ofd:Content>'),
            )


def _text(number: int, word: tuple[str, ...]) -> str:
    left, top, right, bottom = (float(value) * MILLIMETRES for value in word[:4])
    size = bottom - top
    box = f"{left:.2f} {top:.2f} {right - left:.2f} {size:.2f}"
    return f'<ofd:TextObject ID="{1000 + number}" Boundary="{box}" Font="3" Size="{size / 1.4:.2f}"><ofd:TextCode X="0" Y="{size * 0.8:.2f}">{escape(unescape(word[4]))}</ofd:TextCode></ofd:TextObject>'


def _xml(root: str, content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><ofd:{root} xmlns:ofd="{NAMESPACE}">{content}</ofd:{root}>'
