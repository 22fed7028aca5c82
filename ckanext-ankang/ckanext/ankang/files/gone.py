"""What stood at an address and is there no more: withdrawn, hidden, erased or ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import ckan.model as model
import sqlalchemy as sa
from ckan.common import _

from . import erasure
from .model import Erasure, FileVersion

HERE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Gone:
    """What its page says; only a withdrawal names title and reason, whose words were public."""

    kind: str
    day: date | None
    sentence: str
    title: str = ""
    reason: str = ""
    replaced_by: str = ""


def of_package(id_or_name: str) -> Gone | None:
    """Why a dataset is not to be seen; None where it is, or where it never was public."""
    package = model.Package.get(id_or_name)
    if package is not None and package.state == model.State.ACTIVE and not package.private:
        return None
    return _erased(id_or_name, package) or (_withdrawn(package) if package else None)


def is_hidden(package: Any) -> bool:
    """Whether a dataset is hidden and waits to be erased or shown again."""
    if package.state != model.State.DELETED:
        return False
    chosen = sa.select(Erasure.id).where(
        Erasure.package_id == package.id, Erasure.state != erasure.RESTORED
    )
    return model.Session.scalar(chosen.limit(1)) is not None


def of_version(version_id: str) -> Gone | None:
    """Why a version that was public is not to be had any more."""
    version = model.Session.get(FileVersion, version_id)
    if version is None or not version.published:
        return None
    if version.erased or version.hidden:
        return _of_row(_row_of(version))
    resource = model.Resource.get(version.resource_id) if version.resource_id else None
    return of_package(resource.package_id) if resource else None


def numbered(resource_id: str, number: int) -> Gone | None:
    """Why the nth version of a resource that is still there is gone."""
    chosen = sa.select(FileVersion.id).where(
        FileVersion.resource_id == resource_id, FileVersion.number == number
    )
    version_id = model.Session.scalar(chosen)
    return of_version(version_id) if version_id else None


def sentence_of(gone: Gone) -> str:
    """The whole of it in one sentence, for the API."""
    more = [gone.sentence]
    if gone.reason:
        more.append(_("原因：{reason}").format(reason=gone.reason))
    if gone.replaced_by:
        more.append(_("替代数据集：{name}").format(name=gone.replaced_by))
    return " ".join(more)


def _erased(id_or_name: str, package: Any) -> Gone | None:
    named = [Erasure.package_id == id_or_name]
    named.append(Erasure.address == erasure.address_of(id_or_name))
    if package is not None:
        named.append(Erasure.package_id == package.id)
    chosen = sa.select(Erasure).where(sa.or_(*named), Erasure.state != erasure.RESTORED)
    row = model.Session.scalar(chosen.order_by(Erasure.hidden.desc()).limit(1))
    return _of_row(row) if row else None


def _row_of(version: FileVersion) -> Erasure | None:
    named = Erasure.resource_ids.contains([version.resource_id])
    chosen = sa.select(Erasure).where(named, Erasure.state != erasure.RESTORED)
    found: Erasure | None = model.Session.scalar(chosen.order_by(Erasure.hidden.desc()).limit(1))
    return found


def _of_row(row: Erasure | None) -> Gone | None:
    if row is None:
        return None
    day = (row.ended or row.hidden).astimezone(HERE).date()
    if row.kind == erasure.ENDED:
        return Gone("ended", day, _("公示期满，不再公开。"))
    if row.state == erasure.ERASED:
        return Gone("erased", day, _("这里的内容已依法清除，不再提供。"))
    return Gone("hidden", day, _("这里的内容已停止公开，正在核查。"))


def _withdrawn(package: Any) -> Gone | None:
    said = package.extras
    if not (day := said.get("withdrawn")):
        return None
    sentences = {"document": _("这个文件已下线。"), "interpretation": _("这篇解读已下线。")}
    return Gone(
        "withdrawn",
        _day(day),
        sentences.get(package.type, _("这个数据集已下线。")),
        package.title,
        said.get("withdrawn_reason") or "",
        said.get("replaced_by") or "",
    )


def _day(text: str) -> date:
    moment = datetime.fromisoformat(text)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC if len(text) > 10 else HERE)
    return aware.astimezone(HERE).date()
