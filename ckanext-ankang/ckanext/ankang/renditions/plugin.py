"""The room `renditions` as CKAN sees it: a table of contents."""

import ckan.plugins as p


class RenditionsPlugin(p.SingletonPlugin):
    """The text of a document in one layout, as DOCX and PDF."""
