"""The facets of the lists, in the order in which they are shown."""

import ckan.plugins.toolkit as tk
from ckan.common import _


def titles(package_type: str, without: str = "") -> dict[str, str]:
    """The facets of a list and their Chinese titles, as core's views want them."""
    names = _document() if package_type == "document" else _dataset()
    if package_type == tk.config["ckan.search.show_all_types"]:
        names["dataset_type"] = _("类别")
    names.pop(without, None)
    return names


def _dataset() -> dict[str, str]:
    return {
        "organization": _("部门"),
        "groups": _("主题"),
        "res_format": _("格式"),
        "update_frequency": _("更新周期"),
        "openness": _("开放属性"),
        "region": _("地区"),
        "industry": _("行业"),
        "scenario": _("应用场景"),
        "vocab_validation_status": _("校验结论"),
    }


def _document() -> dict[str, str]:
    return {"kind": _("文件种类"), "organization": _("部门")}
