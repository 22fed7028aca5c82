"""Whether a standing approval covers a case (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Grant:
    """What a named person approved in advance."""

    source_hash: str
    owner_org: str
    expires: datetime
    limits: dict[str, Any]
    revoked: bool
    suspended: bool
    in_post: bool


def refusal(
    grant: Grant,
    source_hash: str,
    packages: Sequence[dict[str, Any]],
    now: datetime,
    whole: int = 0,
) -> str | None:
    """Why this approval does not cover these packages, as a Chinese sentence; None if it does.

    `whole` is how many items the run brings of which these are a part.
    """
    if grant.revoked:
        return "常设批准已撤销。"
    if grant.suspended:
        return "常设批准已暂停，需要重新批准。"
    if not grant.in_post:
        return "批准人已不在部门负责人岗位，常设批准终止，需要重新批准。"
    if grant.source_hash != source_hash:
        return "数据源的配置或解析程序在批准之后有改动，常设批准已暂停，需要重新批准。"
    if now >= grant.expires:
        return f"常设批准已于{grant.expires:%Y-%m-%d}到期，需要重新批准。"
    return _beyond(grant, packages, max(whole, len(packages)))


def _beyond(grant: Grant, packages: Sequence[dict[str, Any]], whole: int) -> str | None:
    most = grant.limits["max_items"]
    if whole > most:
        return f"本次有{whole}项，超过常设批准允许的{most}项，需要逐案审批。"
    for package in packages:
        if package["type"] not in grant.limits["types"]:
            return f"常设批准不包括类型“{package['type']}”（{package['title']}），需要逐案审批。"
        if package["owner_org"] != grant.owner_org:
            return f"“{package['title']}”不属于常设批准的部门，需要逐案审批。"
    return None
