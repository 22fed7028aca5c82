"""The room `validity` as CKAN sees it: a table of contents."""

from __future__ import annotations

import ckan.plugins as p
import ckan.plugins.toolkit as tk


@tk.blanket.actions
@tk.blanket.auth_functions
class ValidityPlugin(p.SingletonPlugin):
    """Whether a document is in force on a day, computed from dated, evidenced events."""
