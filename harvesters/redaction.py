"""Takes credentials out of whatever is kept, shown or logged."""

import re
from collections.abc import Iterable
from urllib.parse import quote

MARK = "＊＊＊"
# What APIs call their keys, in a query, a JSON object or a header, and the value behind the name.
NAMES = (
    r"app[_-]?key|api[_-]?key|access[_-]?key|(?:access[_-]?|refresh[_-]?|auth[_-]?)?token|app[_-]?secret|"
    r"secret|passw(?:or)?d|pwd|authorization|signature|sign|sessionid"
)
NAMED = re.compile(rf"(?i)(?<![a-z0-9])((?:{NAMES})\"?\s*[=:]\s*)(\"[^\"]*\"|[^\s\"'&<>,;}}\]]+)")


SHORTEST = 6


class Redactor:
    """Knows the secrets of this machine; short ones are found by the name before them only."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = {s for secret in secrets for s in (secret, quote(secret, safe=""))}
        self._secrets = sorted((s for s in known if len(s) >= SHORTEST), key=len, reverse=True)

    def values(self, text: str) -> str:
        """The text without the secrets themselves."""
        for secret in self._secrets:
            text = text.replace(secret, MARK)
        return text

    def __call__(self, text: str) -> str:
        """The text without secrets and without values that names give away."""
        return NAMED.sub(_masked, self.values(text))

    def raw(self, content: bytes) -> bytes:
        """The same for bytes of any charset: what stands in them as ASCII is found."""
        text = content.decode("utf-8", "surrogateescape")
        return self(text).encode("utf-8", "surrogateescape")


def _masked(found: re.Match[str]) -> str:
    return found[1] + (f'"{MARK}"' if found[2].startswith('"') else MARK)
