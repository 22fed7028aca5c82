"""The room `notices` as CKAN sees it: a table of contents."""

from __future__ import annotations

import ckan.plugins as p
import ckan.plugins.toolkit as tk


@tk.blanket.actions
@tk.blanket.auth_functions
class NoticesPlugin(p.SingletonPlugin):
    """What the portal tells people, in the portal and by mail."""
