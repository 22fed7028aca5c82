"""Empty workbooks for a 目录 or a 清单: a column a field, cells that offer what lists hold (pure)."""

from ckanext.ankang.catalogue import sheets
from ckanext.ankang.catalogue.days import today
from ckanext.ankang.catalogue.fields import fields
from ckanext.ankang.catalogue.importing import CATALOGUE, LABELS
from ckanext.ankang.catalogue.vocabularies import departments, read, vocabulary

# What the portal fills itself, or a row of another shape says, is no column of the template.
_LEFT_OUT = {"credit_code", "is_open", "category_class", "category_item", "code"}
_LISTS = {"license_id": "licences"}


def workbook(kind: str) -> bytes:
    """Return the workbook of a kind, its columns under the headers that the importer reads."""
    words = read("catalogue_import.yaml")[kind]
    names = [name for name in words if name not in _LEFT_OUT]
    header = {name: words[name][0] for name in names}
    choices = {header[name]: offered for name in names if (offered := _offered(name))}
    title = "目录" if kind == CATALOGUE else "清单"
    told = [[header[name], LABELS.get(name, header[name])] for name in names]
    help_sheet = sheets.Sheet("填写说明", ["列", "字段"], told)
    return sheets.as_xlsx(sheets.Sheet(title, list(header.values()), choices=choices), help_sheet)


def _offered(name: str) -> list[str]:
    if name == "owner_org":
        return [department.title for department in departments()]
    lists = {field.name: field.vocabulary for field in fields() if field.vocabulary} | _LISTS
    values = vocabulary(lists[name]).valid(today()) if name in lists else ()
    return [value.label for value in values]
