"""The room `review` as CKAN sees it: a table of contents."""

import ckan.plugins as p


class ReviewPlugin(p.SingletonPlugin):
    """Review."""
