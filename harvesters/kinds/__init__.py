"""The kinds of source that need no Python."""

from harvesters.kinds.base import Kind
from harvesters.kinds.ckan import Ckan
from harvesters.kinds.dcat import Dcat
from harvesters.kinds.folder import FolderOfFiles
from harvesters.kinds.html_list import HtmlList
from harvesters.kinds.json_api import JsonApi
from harvesters.kinds.spreadsheet import Spreadsheet
from harvesters.kinds.sql import SqlViews

KINDS: dict[str, type[Kind]] = {
    "html_list": HtmlList,
    "json_api": JsonApi,
    "spreadsheet": Spreadsheet,
    "ckan": Ckan,
    "dcat": Dcat,
    "folder": FolderOfFiles,
    "sql": SqlViews,
}
