"""The room `cleanup` as CKAN sees it: a table of contents."""

import ckan.plugins as p


class CleanupPlugin(p.SingletonPlugin):
    """What ends soon, clean-up campaigns and the yearly figures."""
