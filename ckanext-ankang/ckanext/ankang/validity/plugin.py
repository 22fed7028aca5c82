"""The room `validity` as CKAN sees it: a table of contents."""

import ckan.plugins as p


class ValidityPlugin(p.SingletonPlugin):
    """Whether a document is in force on a day, computed from dated, evidenced events."""
