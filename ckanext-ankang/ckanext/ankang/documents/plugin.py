"""The room `documents` as CKAN sees it: a table of contents."""

import ckan.plugins as p


class DocumentsPlugin(p.SingletonPlugin):
    """Documents."""
