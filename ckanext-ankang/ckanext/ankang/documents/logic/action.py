"""Actions of `documents`."""

from typing import Any

import ckan.plugins.toolkit as tk

from .. import arrivals
from ..model import DocumentVersion
from . import schema as _schema


@tk.side_effect_free
def ankang_document_text_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show the text of a document as a structure.

    :param id: the id or name of the document
    :returns: ``{id, name, title, version: {number, sha256, complete, problems, repairs, …},
        nodes: [{kind, number, heading, text, anchor, supplied}]}``
    """
    tk.check_access("ankang_document_text_show", context, data_dict)
    data, errors = tk.navl_validate(data_dict, _schema.ankang_document_text_show(), context)
    if errors:
        raise tk.ValidationError(errors)
    package = tk.get_action("package_show")(context, {"id": data["id"]})
    version = DocumentVersion.latest(package["id"])
    if package["type"] != "document" or version is None:
        raise tk.ObjectNotFound(tk._("“{title}”没有正文。").format(title=package["title"]))
    return {
        "id": package["id"],
        "name": package["name"],
        "title": package["title"],
        "version": version.as_dict(),
        "nodes": [article.as_dict() for article in version.articles],
    }


def ankang_document_import(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Bring files in as drafts of a department: read, recognised, kept with their text.

    :param owner_org: the department, by id or name
    :param upload: a file, or a list of files
    :param kind: what kind of document they are, if the bringer knows (optional)
    :param text_source: where their text comes from (optional)
    :returns: ``{files: [{name, state: drafted|known|refused, sentence?, revision_id?, package_id?,
        title?, scanned?, fields?, told?}]}``; a file that is refused leaves the others alone
    """
    data, errors = tk.navl_validate(data_dict, _schema.ankang_document_import(), context)
    if errors:
        raise tk.ValidationError(errors)
    tk.check_access("ankang_document_import", context, data)
    said = {name: data[name] for name in ("kind", "text_source") if data.get(name)}
    uploads = data["upload"] if isinstance(data["upload"], list) else [data["upload"]]
    known = {name: context[name] for name in ("user", "auth_user_obj") if name in context}
    files = [arrivals.take(known, data["owner_org"], upload, said) for upload in uploads]
    return {"files": files}
