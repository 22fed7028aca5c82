"""Who leaves hands over: all rooms in one transaction, first shown, then done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.notices.kinds import kinds
from ckanext.ankang.notices.members import writers
from ckanext.ankang.review import audit

from .interfaces import IHandover

KIND = "handover"


@dataclass(frozen=True)
class Order:
    """Who hands over to whom, in which department."""

    leaver: model.User
    successor: model.User
    department: model.Group


def order(data: dict[str, Any]) -> Order:
    """The persons and the department as they are; what is wrong with them as a ValidationError."""
    leaver, successor = _person(data, "from"), _person(data, "to")
    department = model.Group.get(data["department"])
    if department is None or not department.is_organization:
        problem = tk._("没有部门“{name}”。").format(name=data["department"])
        raise tk.ValidationError({"department": [problem]})
    if leaver.id == successor.id:
        raise tk.ValidationError({"to": [tk._("接手的人不能是移交的人本人。")]})
    if not successor.is_active or successor.id not in writers(department.id):
        problem = tk._("“{name}”不是该部门的编目人员，不能接手。请先为其登记岗位。")
        raise tk.ValidationError({"to": [problem.format(name=successor.name)]})
    return Order(leaver, successor, department)


def lines(order: Order) -> list[str]:
    """What all rooms would hand over or end."""
    rooms = p.PluginImplementations(IHandover)
    asked = (order.leaver.name, order.department.id)
    return [line for room in rooms for line in room.get_handover(*asked)]


def mark(shown: Sequence[str]) -> str:
    """A mark of what was shown: with any change it is another one."""
    return sha256("\n".join(shown).encode()).hexdigest()[:16]


def hand_over(order: Order, ground: str, seen: str, actor: str) -> list[str]:
    """Do what was shown, audited, and tell the successor."""
    shown = lines(order)
    if seen != mark(shown):
        problem = tk._("要移交的内容刚刚有变化。请重新核对，再确认。")
        raise tk.ValidationError({"seen": [problem]})
    names = {"leaver": order.leaver.name, "successor": order.successor.name}
    for room in p.PluginImplementations(IHandover):
        room.hand_over(**names, department=order.department.id, actor=actor)
    audit.record(actor, "handover", order.department.id, **names, ground=ground, lines=len(shown))
    _tell(order, len(shown), seen)
    model.Session.commit()
    return shown


def _tell(order: Order, count: int, seen: str) -> None:
    title = tk._(kinds()[KIND].sentence).format(
        **{"from": order.leaver.fullname or order.leaver.name, "count": count}
    )
    notice = {
        "persons": [order.successor.id],
        "kind": KIND,
        "key": f"handover:{order.leaver.id}:{order.department.id}:{seen}",
        "title": title,
        "link": tk.h.url_for("ankang_workbench.index"),
    }
    tk.get_action("ankang_notice_send")({"ignore_auth": True}, notice)


def _person(data: dict[str, Any], name: str) -> model.User:
    person = model.User.get(data[name])
    if person is None:
        problem = tk._("没有帐号：{names}。").format(names=data[name])
        raise tk.ValidationError({name: [problem]})
    return person
