"""What a source.yaml may say; anything else in it is an error with its place."""

import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from harvesters.errors import BadSource
from harvesters.file_rules import FolderRules, SqlRules
from harvesters.rules import (
    CkanRules,
    DcatRules,
    FileRules,
    HtmlRules,
    JsonRules,
    SpreadsheetRules,
    Strict,
)
from harvesters.schedule import parse

HOME = Path(__file__).parent
Fold = Callable[[str, str], str]
NAME = re.compile(r"[a-z][a-z0-9_]*")


class FieldRule(Strict):
    """How one field of a record comes out of an item's labelled values."""

    value: str | None = None
    origin: str | tuple[str, ...] | None = Field(default=None, alias="from")
    values: dict[str, str] | None = None
    patterns: dict[str, str] | None = None
    vocabulary: str | None = None
    form: Literal["text", "date", "epoch", "compact", "list"] = Field(default="text", alias="as")
    separators: str = "；;、，,"
    optional: bool = False

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.value is None) == (self.origin is None):
            raise ValueError("value 与 from 须有且只有一个")
        return self

    @property
    def origins(self) -> tuple[str, ...]:
        """The labels that the field is made of."""
        if self.origin is None:
            return ()
        return (self.origin,) if isinstance(self.origin, str) else self.origin


class Expected(Strict):
    """How many items a whole listing has: fewer stop the run, more are reported."""

    minimum: int = Field(ge=1)
    maximum: int


class Politeness(Strict):
    """How gently the source is called."""

    delay_seconds: float = Field(ge=0)
    pages: int = 1000


class StandingApproval(Strict):
    """The approval that the source asks for; granting it is an act in the portal."""

    days: int = Field(ge=1, le=366)
    items: int = Field(ge=1)


# The block of source.yaml that holds the rules of each kind.
SECTIONS = {
    "html_list": "html",
    "json_api": "json",
    "spreadsheet": "spreadsheet",
    "ckan": "ckan",
    "dcat": "dcat",
    "folder": "folder",
    "sql": "sql",
}


class Source(Strict):
    """One source as its folder describes it."""

    name: str
    title: str
    department: str
    type: Literal["dataset", "document"]
    kind: Literal["html_list", "json_api", "spreadsheet", "ckan", "dcat", "folder", "sql"]
    address: str
    # Networks outside the public ones that it calls; the operators' configuration must allow each.
    networks: tuple[str, ...] = ()
    schedule: str
    expected: Expected
    politeness: Politeness
    approval: StandingApproval
    html: HtmlRules | None = None
    json_rules: JsonRules | None = Field(default=None, alias="json")
    spreadsheet: SpreadsheetRules | None = None
    ckan: CkanRules | None = None
    dcat: DcatRules | None = None
    folder: FolderRules | None = None
    sql: SqlRules | None = None
    files: FileRules = FileRules()
    fields: dict[str, FieldRule]
    ignore: tuple[str, ...] = ()

    @field_validator("schedule")
    @classmethod
    def _schedule_says_a_time(cls, text: str) -> str:
        parse(text)
        return text

    @property
    def departments(self) -> tuple[str, ...]:
        """The departments whose items the source brings; the first runs it."""
        rule = self.fields.get("owner_org")
        others = (rule.values or {}).values() if rule else ()
        return (self.department, *(name for name in others if name != self.department))

    def approval_key(self, department: str) -> str:
        """What a head's standing approval is filed under: no head approves for another's department."""
        return self.name if department == self.department else f"{self.name}/{department}"

    @model_validator(mode="after")
    def _rules_of_its_kind(self) -> Self:
        blocks = self.model_dump(by_alias=True)
        for kind, block in SECTIONS.items():
            if (blocks[block] is None) == (self.kind == kind):
                raise ValueError(f"kind 为 {kind} 时须有 {block} 一节，其他时不得有")
        return self


def read_source(directory: Path) -> Source:
    """The source described in a folder."""
    path = directory / "source.yaml"
    try:
        source = Source.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadSource(source=directory.name, where=path.name, reason="文件读不到") from error
    except yaml.YAMLError as error:
        raise BadSource(source=directory.name, where=path.name, reason=str(error)) from error
    except ValidationError as error:
        raise _explained(directory.name, error.errors()[0]) from error
    if source.name != directory.name:
        raise BadSource(
            source=directory.name, where="name", reason=f"须与文件夹同名，现为 {source.name}"
        )
    return source


# pydantic's words for what goes wrong most, in ours.
REASONS = {"extra_forbidden": "不认识这一项", "missing": "缺少这一项", "value_error": "{msg}"}


def _explained(name: str, fault: Any) -> BadSource:
    where = ".".join(str(part) for part in fault["loc"]) or "整体"
    reason = REASONS.get(fault["type"], "值 {input!r} 不合要求")
    text = reason.format(msg=str(fault["msg"]).removeprefix("Value error, "), input=fault["input"])
    return BadSource(source=name, where=where, reason=text)


def source_hash(directory: Path) -> str:
    """The hash of everything that decides what a source brings in: its description and its parser."""
    digest = hashlib.sha256()
    for name in ("source.yaml", "parse.py"):
        path = directory / name
        content = path.read_bytes() if path.is_file() else b""
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


@cache
def code_hash() -> str:
    """The hash of the code that makes records of what sources say."""
    digest = hashlib.sha256()
    for path in sorted((*HOME.glob("*.py"), *HOME.glob("kinds/*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def find_sources(home: Path = HOME) -> dict[str, Path]:
    """The folders that hold a source, by name."""
    return {path.parent.name: path.parent for path in sorted(home.glob("*/source.yaml"))}


def new_source(kind: str, directory: Path) -> Path:
    """Write the folder of a new source, its source.yaml filled in as far as its kind goes."""
    path = directory / "source.yaml"
    if path.exists():
        raise BadSource(source=directory.name, where=path.name, reason="已经有了")
    if not NAME.fullmatch(directory.name):
        reason = f"文件夹名 {directory.name} 只能用小写字母、数字和下划线"
        raise BadSource(source=directory.name, where="name", reason=reason)
    directory.mkdir(parents=True, exist_ok=True)
    template = (HOME / "kinds" / f"{kind}.yaml").read_text(encoding="utf-8")
    secret = directory.name.upper()
    filled = template.replace("NAME_KEY", f"{secret}_KEY").replace("NAME", directory.name)
    path.write_text(filled, encoding="utf-8")
    return path


def kinds() -> list[str]:
    """The kinds of which a new source can be made."""
    return sorted(path.stem for path in (HOME / "kinds").glob("*.yaml"))
