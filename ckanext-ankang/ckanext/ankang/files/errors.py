"""What can be wrong with a file that is handed in."""

from __future__ import annotations


class FileError(ValueError):
    """A file that cannot become a version; `str()` is the sentence for the person."""

    template = ""

    def __init__(self, **fields: object) -> None:
        super().__init__(self.template.format(**fields))
        self.fields = fields


class EmptyFile(FileError):
    template = "文件“{name}”是空的（0 字节）。请检查文件后重新上传。"


class TooLarge(FileError):
    template = "文件“{name}”有 {size} 字节，超过上限 {limit} 字节。请拆分后上传。"


class NotAFile(FileError):
    template = "没有收到文件。请选择一个文件后重新上传。"
