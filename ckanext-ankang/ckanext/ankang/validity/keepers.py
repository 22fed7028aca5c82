"""Who may say what about the force of a document: departments propose, 市司法局 decides.

The rules hold for everybody, administrators too.
"""

from __future__ import annotations

from ckan import model

from ckanext.ankang.review import posts

KEEPER = "status_keeper"
# The post is one of this department alone (process.md 1.2: 市司法局 holds the status events).
DEPARTMENT = "sifa"


def department_id() -> str | None:
    """The id of 市司法局, if the portal has it."""
    found = model.Group.get(DEPARTMENT)
    return str(found.id) if found else None


def decides(person: str | None) -> bool:
    """Whether a person keeps the status of documents today."""
    department = department_id()
    return bool(person) and bool(department) and posts.holds(person or "", department, KEEPER)


def proposes(person: str | None, department: str | None) -> bool:
    """Whether a person may propose an event of a document of that department."""
    if not person:
        return False
    own = (
        any(one.department == department for one in posts.held_by(person)) if department else False
    )
    return own or decides(person)


def persons() -> list[str]:
    """The names of those who keep the status today."""
    department = department_id()
    return posts.holders(department, KEEPER) if department else []
