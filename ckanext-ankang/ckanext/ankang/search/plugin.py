"""The room `search` as CKAN sees it: a table of contents."""

import ckan.plugins as p


class SearchPlugin(p.SingletonPlugin):
    """Search."""
