"""What source.yaml may say of folders of files and of views in a database."""

import re
from typing import Self

from pydantic import Field, field_validator, model_validator

from harvesters.rules import Secret, Strict


class Login(Strict):
    """How a server knows us, and how we know it; passwords and keys are only named.

    `key` names the path of a private key file. `host_key` is the fingerprint of an SSH server as
    `ssh-keygen -l` prints it; without it an SSH server is not called.
    """

    user: str = ""
    password: Secret | None = None
    key: Secret | None = None
    host_key: str | None = Field(default=None, pattern=r"^SHA256:[A-Za-z0-9+/]{43}$")
    region: str = "us-east-1"


class ManifestRules(Strict):
    """A table (CSV, XLSX, XLS, ODS) or a YAML list in the folder that says what the files are.

    Each line is an item; the column `files` names its files, relative to the manifest, several
    divided by any of `separators`.
    """

    file: str
    identifier: str
    files: str
    separators: str = "；;\n"


class NameRules(Strict):
    """File names that say what the files are: the named groups of `pattern` are an item's values.

    Files with the same `identifier` make one item. Of several issues of one file (the same name
    but for `newest`) only the one with the greatest value of that group is taken.
    """

    pattern: str
    identifier: str
    newest: str | None = None

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"不是正则表达式：{error}") from error
        return pattern

    @model_validator(mode="after")
    def _names_its_groups(self) -> Self:
        groups = re.compile(self.pattern).groupindex
        for group in filter(None, (self.identifier, self.newest)):
            if group not in groups:
                raise ValueError(f"pattern 中没有名为“{group}”的组")
        return self


class FolderRules(Strict):
    """A folder: its login, and either a manifest or the pattern of its file names."""

    login: Login = Login()
    manifest: ManifestRules | None = None
    names: NameRules | None = None
    depth: int = Field(default=5, ge=1, le=20)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.manifest is None) == (self.names is None):
            raise ValueError("manifest 与 names 须有且只有一个")
        return self


class View(Strict):
    """A view that becomes a file: the same rows give the same bytes, so `key` must tell every row apart."""

    view: str
    database_schema: str | None = Field(default=None, alias="schema")
    columns: dict[str, str] | None = None
    key: tuple[str, ...] = Field(min_length=1)
    values: dict[str, str]


class SqlRules(Strict):
    """Views of one database; `tls: false` is for a database in a named network that has no certificate."""

    login: Login
    tls: bool = True
    views: tuple[View, ...] = Field(min_length=1)
