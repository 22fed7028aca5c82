"""The room `jobs` as CKAN sees it: a table of contents."""

import ckan.plugins as p


class JobsPlugin(p.SingletonPlugin):
    """Jobs."""
