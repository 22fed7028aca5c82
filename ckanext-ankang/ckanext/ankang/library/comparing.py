"""The page that shows two texts beside each other, of one document or of two."""

from typing import Any
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk
from flask import Blueprint
from werkzeug.wrappers import Response

comparison = Blueprint("ankang_comparison", __name__, url_prefix="/document")

_ = tk._

# What «只看不同之处» leaves out.
_UNCHANGED = ("same",)
_MOST_FOUND = 10


@comparison.route("/<id>/compare")
def read(id: str) -> Response | str:
    """Choose two texts and read what differs; what is chosen stands in the address."""
    package = _document(id)
    if other := tk.request.args.get("other", "").strip():
        found = _named(other)
        if len(found) == 1:
            return tk.redirect_to("ankang_comparison.read", id=id, **_ordered(package, found[0]))
        return _choose(package, other, found)
    asked = _asked(package)
    try:
        compared = tk.get_action("ankang_document_comparison_show")({}, asked)
    except (tk.ValidationError, tk.ObjectNotFound) as error:
        return tk.abort(404, _sentence(error))
    except tk.NotAuthorized:
        return tk.abort(404, _("没有找到要比较的文件，或者它还没有公开。"))
    return _page(package, compared)


def _document(id: str) -> dict[str, Any]:
    try:
        package: dict[str, Any] = tk.get_action("package_show")({}, {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        package = {}
    if package.get("type") != "document":
        tk.abort(404, _("没有找到这份文件，或者它还没有公开。"))
    return package


def _asked(package: dict[str, Any]) -> dict[str, str]:
    """The texts in the address; a bare number is a text of this document."""
    name, asked = package["name"], {}
    for side in ("from", "to"):
        value = tk.request.args.get(side, "").strip()
        asked[side] = f"{name}@{value}" if value.isdecimal() else value or name
    return asked


def _sentence(error: Exception) -> str:
    if isinstance(error, tk.ValidationError):
        return " ".join(error.error_summary.values())
    return str(error)


def _page(package: dict[str, Any], compared: dict[str, Any]) -> str:
    everything = tk.request.args.get("show") == "all"
    rows = [row for row in compared["rows"] if everything or row["relation"] not in _UNCHANGED]
    older, newer = compared["from"], compared["to"]
    page = {
        "pkg_dict": package,
        "older": older,
        "newer": newer,
        "alone": (older["id"], older["number"]) == (newer["id"], newer["number"]),
        "rows": rows,
        "everything": everything,
        "labels": _labels(),
        "counts": {code: count for code, count in compared["counts"].items() if count},
        "sides": {"from": _address(older), "to": _address(newer)},
        "other": "",
        "found": [],
    }
    return tk.render("ankang/library/compare.html", page)


def _choose(package: dict[str, Any], other: str, found: list[dict[str, Any]]) -> str:
    """Ask which document is meant, when a title names none or several."""
    choices = [{**one, "sides": _ordered(package, one)} for one in found]
    nothing = {"older": None, "newer": None, "sides": None, "everything": False, "alone": True}
    page = {"pkg_dict": package, "other": other, "found": choices, **nothing}
    return tk.render("ankang/library/compare.html", page)


def _address(side: dict[str, Any]) -> str:
    return f"{side['name']}@{side['number']}"


def _ordered(one: dict[str, Any], two: dict[str, Any]) -> dict[str, str]:
    """Which of two documents stands left: the one that was published first."""
    first, second = sorted((one, two), key=lambda package: package.get("date_published") or "")
    return {"from": first["name"], "to": second["name"]}


def _named(words: str) -> list[dict[str, Any]]:
    """The documents that an address, a name or a title can mean; the one of that very title."""
    name = urlsplit(words).path.rstrip("/").rpartition("/")[2]
    try:
        package = tk.get_action("package_show")({}, {"id": name})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return _titled(words)
    return [package] if package["type"] == "document" else []


def _titled(words: str) -> list[dict[str, Any]]:
    query = {"q": words, "fq": "dataset_type:document", "rows": _MOST_FOUND}
    found: list[dict[str, Any]] = tk.get_action("package_search")({}, query)["results"]
    exact = [package for package in found if package["title"] == words.strip("《》")]
    return exact if len(exact) == 1 else found


def _labels() -> dict[str, str]:
    return {
        "same": _("未变"),
        "renumbered": _("只变条号"),
        "references": _("只变引用的条号"),
        "changed": _("修改"),
        "moved": _("移动位置"),
        "split": _("拆分"),
        "merged": _("合并"),
        "added": _("新增"),
        "removed": _("删去"),
    }
