"""Actions of `reconciliation`: what was found, and having it done now."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.types import Context

from .. import comparing as _comparing
from ..model import Reconciliation as _Reconciliation
from . import schema as _schema

_MOST = 100


@tk.side_effect_free
def ankang_reconciliation_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """The newest reconciliations, the last one first, each with its counts and findings."""
    tk.check_access("ankang_reconciliation_list", context, data_dict)
    data = _valid(data_dict, _schema.listing())
    newest = sa.select(_Reconciliation).order_by(_Reconciliation.started.desc())
    found = model.Session.scalars(newest.limit(min(data["rows"], _MOST)))
    return [one.as_dict() for one in found]


def ankang_reconciliation_run(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Have the worker compare everything now; `mend` (default) puts right what can be: {job_id}."""
    tk.check_access("ankang_reconciliation_run", context, data_dict)
    data = _valid(data_dict, _schema.run())
    job_id = _comparing.ask(data["mend"])
    model.Session.commit()
    return {"job_id": job_id}


def _valid(data_dict: dict[str, Any], rules: dict[str, Any]) -> dict[str, Any]:
    data, errors = tk.navl_validate(data_dict, rules)
    if errors:
        raise tk.ValidationError(errors)
    return data
