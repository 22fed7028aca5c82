"""Text of any encoding for the readers of formats that are made of text."""

import codecs
from io import RawIOBase
from pathlib import Path
from typing import Any

from .encoding import decide_encoding
from .source import Source

CHUNK = 1 << 16


def encoding_of(source: Source) -> str:
    """The encoding of the text, told by its bytes and written down among the facts."""
    encoding, found = decide_encoding(source.path, source.name)
    source.facts.update(found)
    return encoding


class TextStream(RawIOBase):
    """A text as bytes of UTF-8: parsers of XML know few encodings, and declarations may lie."""

    def __init__(self, path: Path, encoding: str) -> None:
        self._file = path.open("rb")
        self._decoder = codecs.getincrementaldecoder(encoding)()

    def readable(self) -> bool:
        """True: it is there to be read."""
        return True

    def read(self, size: int = CHUNK) -> bytes:
        """The next bytes, nothing only at the end; their number may differ from `size`."""
        while raw := self._file.read(CHUNK):
            if text := self._decoder.decode(raw):
                return text.encode()
        return self._decoder.decode(b"", final=True).encode()

    def close(self) -> None:
        """Close the file under it."""
        self._file.close()
        super().close()

    def __exit__(self, *details: Any) -> None:
        self.close()
