"""The room `drafts` as CKAN sees it: a table of contents."""

from __future__ import annotations

import ckan.plugins as p


class DraftsPlugin(p.SingletonPlugin):
    """A dataset from the file on the desk to its case: revisions, their pages, core's write doors."""
