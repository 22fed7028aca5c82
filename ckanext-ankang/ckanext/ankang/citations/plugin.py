"""The room `citations` as CKAN sees it: a table of contents."""

import ckan.plugins as p


class CitationsPlugin(p.SingletonPlugin):
    """What documents say of each other: citations in their texts and relations both ways."""
