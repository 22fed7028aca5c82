"""Sources made for a test: a folder with the least that a source.yaml must say."""

from pathlib import Path
from typing import Any

import yaml

from harvesters.engine import Engine

LEAST: dict[str, Any] = {
    "title": "安康市测试局",
    "department": "test",
    "type": "dataset",
    "schedule": "每日 02:30",
    "expected": {"minimum": 1, "maximum": 50},
    "politeness": {"delay_seconds": 0},
    "approval": {"days": 365, "items": 20},
    "fields": {"title": {"from": "名称"}},
}


def make_source(home: Path, **said: Any) -> Path:
    """A source folder."""
    folder = home / "source"
    folder.mkdir(exist_ok=True)
    text = yaml.safe_dump({**LEAST, "name": "source", **said}, allow_unicode=True, sort_keys=False)
    (folder / "source.yaml").write_text(text, encoding="utf-8")
    return folder


def engine(home: Path, **options: Any) -> Engine:
    """The engine of the source made in `home`."""
    return Engine(home / "source", lambda vocabulary, text: text, **options)
