"""The room `catalogue` as CKAN sees it: a table of contents."""

import ckan.plugins as p


class CataloguePlugin(p.SingletonPlugin):
    """Catalogue."""
