"""Reading files as documents: DOCX, DOC, WPS, RTF, PDF, OFD, TXT, HTML and Markdown.

`read_document` is the work itself and belongs inside the fence; `read_fenced` takes it there.
"""

from .errors import DamagedDocument, DocumentError, NotADocument
from .extract import Extract, ReadingLimits
from .fenced import read_fenced
from .reading import read_document

__all__ = [
    "DamagedDocument",
    "DocumentError",
    "Extract",
    "NotADocument",
    "ReadingLimits",
    "read_document",
    "read_fenced",
]
