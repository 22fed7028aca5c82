"""What source.yaml may say of each kind of source: where it keeps what, and how it is asked."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Strict(BaseModel):
    """A block of source.yaml: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Secret(Strict):
    """A password or key that source.yaml only names (secrets.py)."""

    secret: str


# What is sent: a value, or the name of a secret; a JSON body may nest them.
Sent = dict[str, Any]


class TextRules(Strict):
    """Where the page of a document links its earlier texts, and what their pages say of them."""

    links: str
    published: str
    history: str


class HtmlRules(Strict):
    """Where a list page and its detail pages keep things (CSS selectors).

    `pages` is the address of a further page, for lists that only a script turns over: its number
    stands at `{number}`, and `page_count` finds the number of pages in the first page's source.
    `rows` are table rows of a label and its value, cell by cell; `pairs` are elements in which
    `label` is the label and the rest its value.
    """

    items: str
    link: str | None = None
    next: str | None = None
    pages: str | None = None
    page_count: str | None = None
    second_page: int = 2
    identifier: str
    rows: str | None = None
    pairs: str | None = None
    label: str = "b, strong, span, label"
    files: str | None = None
    file_name: Literal["address", "text"] = "address"
    text: str | None = None
    lines: dict[str, str] = {}
    texts: TextRules | None = None

    @model_validator(mode="after")
    def _one_way_on(self) -> Self:
        if self.next and self.pages:
            raise ValueError("next 与 pages 只能写一个")
        if (self.pages is None) != (self.page_count is None):
            raise ValueError("pages 与 page_count 须一起写")
        return self


class Request(Strict):
    """How an API is asked: what is sent goes into the query, a form or a JSON body."""

    send: Literal["query", "form", "json"] = "query"
    method: Literal["GET", "POST"] | None = None
    parameters: Sent = {}
    headers: dict[str, str | Secret] = {}


class Cursor(Strict):
    """The parameter that carries a mark of the last page, and where the answer has the mark."""

    send: str
    found: str = Field(alias="from")


class Detail(Request):
    """A second request for one item; `{path}` in address and parameters is a value of the list."""

    address: str
    item: str = ""


class JsonRules(Request):
    """Where a JSON API keeps things (dotted paths; a number counts in an array; "" is the whole).

    At most one of `page`, `offset`, `cursor` and `next` says how it turns over; without `total`
    it is read until a page is empty.
    """

    items: str
    total: str | None = None
    page: str | None = None
    first: int = 1
    offset: str | None = None
    cursor: Cursor | None = None
    next: str | None = None
    size: dict[str, int] = {}
    identifier: str
    detail: Detail | None = None
    files: str | None = None
    file_name: str | None = None
    file_format: str | None = None
    file_address: str = ""

    @model_validator(mode="after")
    def _one_way_of_paging(self) -> Self:
        ways = [way for way in (self.page, self.offset, self.cursor, self.next) if way is not None]
        if len(ways) > 1:
            raise ValueError("page、offset、cursor、next 只能写一个")
        return self


class CkanRules(Request):
    """By which of its APIs another CKAN is read; `parameters` narrow the search."""

    api: Literal["search", "list", "rest"] = "search"
    rows: int = Field(default=100, ge=1, le=1000)


class DcatRules(Request):
    """The form of a DCAT catalogue; a data.json is read as it stands, the others as RDF."""

    format: Literal["data.json", "json-ld", "xml", "turtle"]


class SpreadsheetRules(Strict):
    """Which columns of a 目录 hold the identifier and the files.

    `headers: catalogue` names columns by the portal's fields, as the import of a 目录 does.
    """

    headers: Literal["plain", "catalogue"] = "plain"
    identifier: str
    files: str | None = None
    file_name: str | None = None
    file_format: str | None = None


class FileRules(Strict):
    """What becomes of the files of an item.

    `check: with_record` believes the list: where it describes an item as last time, its files are
    not asked for again. `formats` are this source's spellings; `skip` are formats that are no files.
    """

    check: Literal["always", "with_record"] = "always"
    formats: dict[str, str] = {}
    skip: tuple[str, ...] = ()
