"""The room `harvest` as CKAN sees it: a table of contents."""

import ckan.plugins as p


class HarvestPlugin(p.SingletonPlugin):
    """Harvest."""
