"""The room `security` as CKAN sees it: a table of contents."""

import ckan.plugins as p


class SecurityPlugin(p.SingletonPlugin):
    """Security."""
