"""The room `portal` as CKAN sees it: a table of contents."""

import ckan.plugins as p


class PortalPlugin(p.SingletonPlugin):
    """Portal."""
