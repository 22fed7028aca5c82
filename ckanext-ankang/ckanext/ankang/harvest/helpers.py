"""What templates ask of the room `harvest`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.ankang.harvest import config, contents, seeing
from harvesters.errors import HarvestError


def ankang_harvest_words() -> dict[str, dict[str, Any]]:
    """What states, outcomes and healths are called."""
    return {"states": _states(), "kinds": _kinds(), "outcomes": _outcomes(), "healths": _healths()}


def ankang_harvest_recorded(package: dict[str, Any]) -> bool:
    """Whether the asker can be shown what a source said of this package."""
    if not package.get("source_identifier"):
        return False
    record = contents.record_of(package["id"])
    context: Any = {"user": getattr(tk.current_user, "name", "")}
    return record is not None and bool(contents.visible(record, context))


def ankang_harvest_fields() -> dict[str, str]:
    """What the forms call the fields that sources fill."""
    named = {field["field_name"]: tk._(str(field.get("label") or "")) for field in _fields()}
    return {**named, "tags": tk._("标签"), "table_schema": tk._("数据结构")}


def ankang_harvest_value(name: str, value: Any) -> str:
    """A value as people read it: labels instead of codes, lists in one line."""
    if isinstance(value, list):
        return "、".join(ankang_harvest_value(name, one) for one in value)
    if isinstance(value, dict):
        return "；".join(f"{key}：{ankang_harvest_value(key, one)}" for key, one in value.items())
    if name == "owner_org":
        department = model.Group.get(value)
        return str(department.title if department else value)
    found = next((field for field in _fields() if field["field_name"] == name), {})
    vocabulary = found.get("vocabulary")
    return str(tk.h.ankang_label(vocabulary, value) or value) if vocabulary else str(value)


def _fields() -> Iterator[dict[str, Any]]:
    for kind in ("dataset", "document"):
        yield from tk.h.scheming_get_schema("dataset", kind)["dataset_fields"]


def ankang_harvest_title(source: str) -> str:
    """What a source is called."""
    try:
        return seeing.described(config.home() / source).title
    except HarvestError:
        return source


def _states() -> dict[str, str]:
    return {
        "waiting": tk._("等待"),
        "running": tk._("进行中"),
        "finished": tk._("完成"),
        "failed": tk._("失败"),
        "cancelled": tk._("已取消"),
        "pending": tk._("处理中"),
        "held": tk._("暂缓"),
        "error": tk._("出错"),
        "quarantined": tk._("已隔离"),
        "withdrawn": tk._("已下线"),
        "published": tk._("已发布"),
        "fetch": tk._("读取来源"),
        "check": tk._("校验文件"),
        "apply": tk._("送审和发布"),
        "done": tk._("结束"),
    }


def _kinds() -> dict[str, str]:
    return {
        "add": tk._("新增"),
        "change": tk._("变更"),
        "vanished": tk._("来源不再列出"),
        "error": tk._("出错"),
        "unchanged": tk._("未变"),
        "found": tk._("发现"),
        "guarded": tk._("须由人确认"),
    }


def _outcomes() -> dict[str, str]:
    return {
        **_states(),
        "fetched": tk._("已读取"),
        "checked": tk._("已校验"),
        "ready": tk._("待送审"),
        "guarded": tk._("须由人确认"),
        "waiting": tk._("在审"),
        "left": tk._("不予采用"),
        "marked": tk._("已标记，七天后下线"),
        "stopped": tk._("未处理"),
    }


def _healths() -> dict[str, tuple[str, str]]:
    """The words and the state of the badge."""
    return {
        "well": (tk._("正常"), "ok"),
        "faulty": (tk._("部分出错"), "notice"),
        "overdue": (tk._("逾期未采集"), "error"),
        "failing": (tk._("上一次失败"), "error"),
        "never": (tk._("尚未采集"), "plain"),
    }
