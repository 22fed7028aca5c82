"""The tree of departments (pure): who belongs to whom, and what a body is or was called."""

from collections.abc import Iterator
from functools import cache

from ckanext.ankang.catalogue.vocabularies import Department, departments, key


class UnknownDepartment(ValueError):
    """A name that no department has or had."""

    template = "“{text}”不是已登记的部门。请写单位全称；新设或改名的单位请与平台联系登记。"

    def __init__(self, text: str) -> None:
        self.fields = {"text": text}
        super().__init__(self.template.format(**self.fields))


@cache
def _by_name() -> dict[str, Department]:
    return {department.name: department for department in departments()}


@cache
def _names() -> dict[str, str]:
    return {
        key(called): department.name
        for department in departments()
        for called in (department.name, *department.names)
    }


def find(name: str) -> Department | None:
    """Return a department by its name in CKAN; None for organisations that are not in the tree."""
    return _by_name().get(name)


def fold_department(text: str) -> str:
    """Return the CKAN name of a department that is or was called so, or raise UnknownDepartment."""
    try:
        return _names()[key(text)]
    except KeyError:
        raise UnknownDepartment(text) from None


def ancestors(name: str) -> Iterator[Department]:
    """Yield the department and those above it, from below."""
    department = find(name)
    while department:
        yield department
        department = find(department.parent)


def number_of(name: str) -> str:
    """Return the 项 of a department's part of the catalogue: its own number or its county's."""
    return next((above.number for above in ancestors(name) if above.number), "")
