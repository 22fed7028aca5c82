"""The room `notices` as CKAN sees it: a table of contents."""

from __future__ import annotations

import ckan.plugins as p


class NoticesPlugin(p.SingletonPlugin):
    """What the portal tells people, in the portal and by mail."""
