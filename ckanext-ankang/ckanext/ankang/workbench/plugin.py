"""The room `workbench` as CKAN sees it: a table of contents."""

from __future__ import annotations

import ckan.plugins as p


class WorkbenchPlugin(p.SingletonPlugin):
    """One page of what waits for whom."""
