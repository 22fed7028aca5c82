"""The room `proofreading` as CKAN sees it: a table of contents."""

from __future__ import annotations

import ckan.plugins as p


class ProofreadingPlugin(p.SingletonPlugin):
    """Wrong words and sensitive wording, found by rule files."""
