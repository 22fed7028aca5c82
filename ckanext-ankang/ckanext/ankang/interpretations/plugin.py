"""The room `interpretations` as CKAN sees it: a table of contents."""

import ckan.plugins as p


class InterpretationsPlugin(p.SingletonPlugin):
    """Policy interpretations and the legal basis of datasets, linked to documents both ways."""
