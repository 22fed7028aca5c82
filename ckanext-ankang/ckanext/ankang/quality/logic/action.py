"""Actions on validations."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.ankang.quality import validations as _validations


def ankang_validation_run(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Validate a version now and return the verdict, without any cell of the file."""
    version = tk.get_action("ankang_file_version_show")(
        tk.fresh_context(context), {"id": tk.get_or_bust(data_dict, "version_id")}
    )
    tk.check_access("ankang_validation_run", context, {"resource_id": version["resource_id"]})
    validation = _validations.run(version)
    if not context.get("defer_commit"):
        model.Session.commit()
    return validation.summary()


@tk.side_effect_free
def ankang_validation_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return the newest validation of a version, to whoever sees the version."""
    validation = _validations.latest(tk.get_or_bust(data_dict, "version_id"))
    try:
        tk.check_access("ankang_validation_show", context, data_dict)
    except tk.NotAuthorized:
        validation = None
    if validation is None:
        raise tk.ObjectNotFound(tk._("没有这份校验报告，或者它还没有公开。"))
    return validation.as_dict()
