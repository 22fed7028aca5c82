"""The room `quality` as CKAN sees it: a table of contents."""

import ckan.plugins as p


class QualityPlugin(p.SingletonPlugin):
    """Quality."""
