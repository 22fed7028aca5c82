"""Files as people send them, each named after what is special or wrong about it.

    python tests/samples/documents/files/make.py

Word files are written as XML here, because the special thing must be exactly there; what needs an
office program (a locked PDF) is made by LibreOffice out of `../municipal/municipal.tar.xz`.
"""

import subprocess
import tarfile
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MORE = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MEASURES = ["示例办法", "第一条 为了规范管理，制定本办法。", "第二条 本办法自2024年1月1日起施行。"]


def p(*runs: str, properties: str = "") -> str:
    """A paragraph of runs."""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run of text."""
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{text}</w:t></w:r>'


def docx(name: str, *body: str, **parts: str) -> None:
    """A Word file; `parts` are further members of the folder word/ by their name without suffix."""
    document = f"{DECLARATION}<w:document {W} {MORE}><w:body>{''.join(body)}</w:body></w:document>"
    members = {"word/document.xml": document}
    members |= {f"word/{part}.xml": DECLARATION + text for part, text in parts.items()}
    archive(name, members)


def archive(name: str, members: dict[str, str | bytes]) -> None:
    """A ZIP whose bytes depend on its content alone."""
    with zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED) as target:
        for member, content in members.items():
            target.writestr(zipfile.ZipInfo(member), content, zipfile.ZIP_DEFLATED)


def numbered(number: int, depth: int = 0) -> str:
    """The properties of a paragraph in a list."""
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


def level(depth: int, format: str, text: str, style: str = "") -> str:
    """One level of a list."""
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>{linked}<w:lvlText w:val="{text}"/></w:lvl>'


def word_files() -> None:
    """What Word prints though no run holds it, and what it holds though it is not printed."""
    docx(
        "tracked-changes.docx",
        p(r("示例办法")),
        p(
            r("第一条 罚款"),
            f"<w:del><w:r><w:delText>一百元</w:delText></w:r></w:del><w:ins>{r('二百元')}</w:ins>",
            r("。"),
        ),
        f"<w:p><w:pPr><w:rPr><w:ins/></w:rPr></w:pPr><w:ins>{r('第二条 自公布之日起施行。')}</w:ins></w:p>",
    )
    docx(
        "footnote-and-comment.docx",
        p(r("示例办法")),
        p(r("第一条 补贴标准按基准价"), '<w:r><w:footnoteReference w:id="2"/></w:r>', r("计算。")),
        p(r("第二条 自公布之日起施行。")),
        footnotes=f'<w:footnotes {W}><w:footnote w:id="2">{p(r("基准价由市财政局公布。"))}</w:footnote></w:footnotes>',
        comments=f'<w:comments {W}><w:comment w:id="0">{p(r("这里还要改"))}</w:comment></w:comments>',
    )
    docx(
        "hidden-text.docx",
        p(r("示例办法")),
        p(r("第一条 公开内容"), r("内部批注", "<w:vanish/>"), r("。")),
        p(r("第二条 自公布之日起施行。")),
    )
    box = f"<w:txbxContent>{p(r('示例市人民政府文件'))}</w:txbxContent>"
    docx(
        "red-head-in-text-box.docx",
        p(
            f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        ),
        p(r("示政发〔2024〕5号")),
        p(r("示例市人民政府关于加强管理的通知")),
        p(r("请遵照执行。")),
    )
    lists = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{level(0, "chineseCountingThousand", "第%1章")}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1">{level(0, "chineseCountingThousand", "第%1条", "Article")}{level(1, "chineseCounting", "（%2）")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    style = f'<w:styles {W}><w:style w:type="paragraph" w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Article"><w:basedOn w:val="Base"/></w:style></w:styles>'
    article = '<w:pStyle w:val="Article"/>'
    docx(
        "numbers-by-list-and-style.docx",
        p(r("示例办法")),
        p(r("总则"), properties=numbered(1)),
        *(p(r(f"内容{n}。"), properties=article) for n in range(1, 11)),
        p(r("管理"), properties=numbered(1)),
        p(r("有下列情形之一的："), properties=article),
        p(r("甲；"), properties=numbered(2, 1)),
        p(r("乙。"), properties=numbered(2, 1)),
        p(r("自公布之日起施行。"), properties=article),
        numbering=lists,
        styles=style,
    )


def evil_files() -> None:
    """What must end as one clear sentence."""
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    archive("bomb-of-zeros.docx", {"word/document.xml": b"<w:x>" + bytes(24 << 20)})
    archive("bomb-of-entities.docx", {"word/document.xml": f"{DECLARATION}{entities}<x>&b;</x>"})
    docx("macros.docx", *(p(r(line)) for line in MEASURES))
    with zipfile.ZipFile(HERE / "macros.docx", "a") as target:
        target.writestr(zipfile.ZipInfo("word/vbaProject.bin"), b"macro")
    archive("workbook-called.docx", {"xl/workbook.xml": "<workbook/>"})
    archive("archive-called.docx", {"readme.txt": "text"})
    script = "<script>alert(document.cookie)</script>"
    page = f'<html><head><meta charset="utf-8">{script}</head><body onload="go()"><div class="TRS_Editor">'
    page += "".join(f"<p>{line}</p>" for line in MEASURES)
    (HERE / "scripts.html").write_text(
        f'{page}<img src="x" onerror="go()"></div>{script}</body></html>', "utf-8"
    )
    (HERE / "javascript.pdf").write_bytes(pdf_with_script())
    (HERE / "program-called.doc").write_bytes(b"MZ" + bytes(200))
    (HERE / "empty.docx").write_bytes(b"")
    (HERE / "gb18030.txt").write_bytes("\r\n".join(MEASURES * 3).encode("gb18030"))
    (HERE / "utf-16.txt").write_bytes("\n".join(MEASURES).encode("utf-16"))


def pdf_with_script() -> bytes:
    """The smallest PDF that runs something when it is opened."""
    objects = (
        "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    )
    content, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 4\n0000000000 65535 f \n{table}trailer << /Size 4 /Root 1 0 R >>\nstartxref\n{len(content)}\n%%EOF\n"
    return (content + end).encode()


def broken_files(folder: Path) -> None:
    """Whole files cut in two, and locked ones."""
    for suffix in ("docx", "doc", "pdf"):
        whole = (folder / f"letter-to-bureau.{suffix}").read_bytes()
        (HERE / f"cut-in-half.{suffix}").write_bytes(whole[: len(whole) // 2])
    whole = (folder / "announcement-fireworks.ofd").read_bytes()
    (HERE / "cut-in-half.ofd").write_bytes(whole[: len(whole) // 2])
    (HERE / "page.ofd").write_bytes(whole)
    document = bytearray((folder / "letter-to-bureau.doc").read_bytes())
    (HERE / "pdf-called.docx").write_bytes((folder / "letter-to-bureau.pdf").read_bytes())
    (HERE / "document.wps").write_bytes(document)
    # A locked DOCX is an old Office file with one stream of this name (MS-OFFCRYPTO 2.3.4.4).
    old, new = ("WordDocument".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le"))
    locked = bytearray(document)
    at = locked.index(old)
    locked[at : at + len(new)] = new
    locked[at + 64 : at + 66] = (len(new) + 2).to_bytes(2, "little")
    (HERE / "locked.docx").write_bytes(locked)
    # fEncrypted of the FIB (MS-DOC 2.5.2), which begins with the magic number 0xA5EC.
    document[document.index(b"\xec\xa5") + 11] |= 1
    (HERE / "locked.doc").write_bytes(document)
    office(
        folder,
        "letter-to-bureau.docx",
        'pdf:writer_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"example"}}',
    )
    (HERE / "locked.pdf").write_bytes((folder / "letter-to-bureau.pdf").read_bytes())
    office(folder, "letter-to-bureau.docx", "rtf")
    (HERE / "document.rtf").write_bytes((folder / "letter-to-bureau.rtf").read_bytes())


def office(folder: Path, name: str, format: str) -> None:
    """Have LibreOffice convert a file of a folder."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", format, "--outdir", str(folder)]
    subprocess.run([*command, str(folder / name)], check=True)


if __name__ == "__main__":
    word_files()
    evil_files()
    with TemporaryDirectory() as name:
        with tarfile.open(HERE.parent / "municipal/municipal.tar.xz") as packed:
            packed.extractall(name)
        broken_files(Path(name))
