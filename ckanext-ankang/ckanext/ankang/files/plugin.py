"""The room `files` as CKAN sees it: a table of contents."""

import ckan.plugins as p


class FilesPlugin(p.SingletonPlugin):
    """Files."""
