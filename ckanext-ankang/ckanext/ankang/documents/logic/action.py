"""Actions of `documents`."""

from typing import Any

import ckan.plugins.toolkit as tk

from ..model import DocumentVersion
from . import schema as _schema


@tk.side_effect_free
def ankang_document_text_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show a text of a document as a structure.

    :param id: the id or name of the document
    :param number: which of its texts; the one published last when not given
    :returns: ``{id, name, title, version: {number, sha256, complete, problems, repairs, …},
        versions: [every version], nodes: [{kind, number, heading, text, anchor, supplied}]}``
    """
    tk.check_access("ankang_document_text_show", context, data_dict)
    data, errors = tk.navl_validate(data_dict, _schema.ankang_document_text_show(), context)
    if errors:
        raise tk.ValidationError(errors)
    package = tk.get_action("package_show")(context, {"id": data["id"]})
    versions = DocumentVersion.all(package["id"])
    wanted = data.get("number") or (versions[-1].number if versions else None)
    version = next((one for one in versions if one.number == wanted), None)
    if package["type"] != "document" or version is None:
        raise tk.ObjectNotFound(tk._("“{title}”没有正文。").format(title=package["title"]))
    return {
        "id": package["id"],
        "name": package["name"],
        "title": package["title"],
        "version": version.as_dict(),
        "versions": [one.as_dict() for one in versions],
        "nodes": [article.as_dict() for article in version.articles],
    }
