"""Who may hide, restore and erase. These rules hold for everybody, administrators too."""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.ankang.review import posts

from .model import Erasure

DUTY = "duty_officer"


def holds_any(person: str) -> bool:
    """Whether a person is in any post today."""
    return bool(posts.held_by(person))


def sees_all(person: str) -> bool:
    """Whether a person is on duty, wherever: a leak is found by who looks."""
    return any(one.post == DUTY for one in posts.held_by(person))


def may_hide(person: str, department: str | None) -> bool:
    """Any officer on duty, and who has a post in the department."""
    return any(one.post == DUTY or one.department == department for one in posts.held_by(person))


def may_restore(person: str, department: str | None) -> bool:
    """The department's leader alone."""
    return posts.holds(person, department, posts.LEADER)


def must(allowed: bool) -> None:
    """Refuse in words that name who may."""
    if not allowed:
        raise tk.NotAuthorized(
            tk._("值班人员和本部门有岗位的人可以隐藏和清除，只有本部门负责人可以恢复。")
        )


def must_stand_alone(package_id: str) -> None:
    """Refuse a second erasure of what is under way."""
    open_rows = sa.select(Erasure.id).where(
        Erasure.package_id == package_id, Erasure.ended.is_(None)
    )
    if model.Session.scalar(open_rows.limit(1)):
        raise tk.ValidationError({"package_id": [tk._("这个数据集已隐藏，正在办理。")]})
