"""DOC, WPS and RTF: LibreOffice makes a DOCX of them, which is then read like any other."""

import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from . import docx
from .children import run_tool
from .errors import DamagedDocument
from .extract import Extract, ReadingLimits

# No macro runs, no link of an unknown document is followed, nothing is asked and nothing reported.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""


def read(path: Path, name: str, limits: ReadingLimits) -> Extract:
    """The paragraphs of a file that only an office program understands."""
    with TemporaryDirectory(prefix="office-") as folder:
        converted = convert(path, name, Path(folder), limits.converted_bytes, "docx")
        # Numbers are by then text or Word numbering, tracked changes are as in the original.
        found = docx.read(converted, name, limits)
    with path.open("rb") as stream:
        kind = "rtf" if stream.read(5) == b"{\\rtf" else "doc"
    return replace(found, kind=kind)


def convert(path: Path, name: str, folder: Path, written_bytes: int, to: str) -> Path:
    """What LibreOffice makes of a file, `docx` or `pdf`, in the folder; raises DamagedDocument."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user/registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    # Under a plain name: the sender's could be anything, an option too.
    source = folder / "in.doc"
    shutil.copyfile(path, source)
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    command += ["--norestore", "--nolockcheck", "--nodefault", "--nologo"]
    command += ["--convert-to", to, "--outdir", str(folder / "out"), str(source)]
    run_tool(command, folder, name, written_bytes)
    target = folder / "out" / f"in.{to}"
    if not target.is_file():
        # LibreOffice ends with 0 when it could not load a file.
        reason = "办公软件打不开它。请在 WPS 或 Word 中另存为 .docx 后提交。"
        raise DamagedDocument(name=name, reason=reason)
    return target
