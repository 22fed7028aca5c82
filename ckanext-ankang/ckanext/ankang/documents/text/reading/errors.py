"""Why a file could not be read as a document.

Both own a `template`, so that their sentence crosses the fence (`fence/child.py`).
"""


class DocumentError(ValueError):
    """A file that is not read; `str(error)` is the sentence for the person who sent it."""

    template = "文件“{name}”无法读取：{reason}"

    def __init__(self, *, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(self.template.format(name=name, reason=reason))


class NotADocument(DocumentError):
    """The file is something else, is locked or is unsafe: another file is wanted."""

    template = "文件“{name}”不能作为文件正文：{reason}"


class DamagedDocument(DocumentError):
    """The file is of a known kind, but broken."""

    template = "文件“{name}”已损坏：{reason}"
