"""Who sees and does what: departments for their own documents, 市司法局 for all."""

from __future__ import annotations

from ckanext.ankang.review import posts
from ckanext.ankang.validity import keepers


def keeps(person: str | None) -> bool:
    """Whether a person keeps the status of documents: clean-ups and figures of all are his."""
    return keepers.decides(person)


def works_for(person: str | None) -> set[str]:
    """The ids of the departments in which a person has a post today."""
    return {one.department for one in posts.held_by(person)} if person else set()


def acts_for(person: str | None, department: str) -> bool:
    """Whether a person may say what becomes of a department's document."""
    return department in works_for(person) or keeps(person)


def reports_for(person: str | None, department: str | None) -> bool:
    """Whether a person signs the yearly figures of a department."""
    own = bool(person) and posts.holds(person or "", department, posts.LEADER)
    return own or keeps(person)


def speaks_as(person: str, department: str) -> str:
    """The department in whose name a person puts a document of that department on a list."""
    if department in works_for(person):
        return department
    return keepers.department_id() or department
