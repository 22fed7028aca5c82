"""The room `datastore` as CKAN sees it: a table of contents."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckanext.datastore.interfaces import IDatastore

from . import searching


@tk.blanket.actions
class DatastorePlugin(p.SingletonPlugin):
    """Tables loaded from versions; named after core's `datastore`, whose query it changes."""

    p.implements(IDatastore, inherit=True)

    def datastore_search(
        self, context: Any, data_dict: dict[str, Any], fields_types: Any, query_dict: dict[str, Any]
    ) -> dict[str, Any]:
        return searching.search(context, data_dict, fields_types, query_dict)
