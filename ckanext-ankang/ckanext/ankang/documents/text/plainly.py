"""Text without its white space."""

import re


def squeeze(text: str) -> str:
    """A text without any white space: what two prints of the same document have in common."""
    return re.sub(r"\s+", "", text)
