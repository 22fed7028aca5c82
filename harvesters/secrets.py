"""What a source may not say in its source.yaml: passwords and app keys, which it only names.

`password: {secret: MINZHENG}` is the environment's ANKANG_SECRET_MINZHENG, else the line
`MINZHENG=…` of the secrets file, which nobody but its owner and group may read.
"""

import stat
from collections.abc import Mapping
from pathlib import Path

from harvesters.errors import OpenSecrets

PREFIX = "ANKANG_SECRET_"


def read_secrets(path: Path | None, environment: Mapping[str, str]) -> dict[str, str]:
    """All secrets by name."""
    written = _of_file(path) if path else {}
    given = {k.removeprefix(PREFIX): v for k, v in environment.items() if k.startswith(PREFIX)}
    return written | given


def _of_file(path: Path) -> dict[str, str]:
    if path.stat().st_mode & stat.S_IROTH:
        raise OpenSecrets(path=path.name)
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}
