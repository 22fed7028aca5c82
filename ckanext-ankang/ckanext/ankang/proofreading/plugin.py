"""The room `proofreading` as CKAN sees it: a table of contents."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from . import config


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.config_declarations
@tk.blanket.helpers
class ProofreadingPlugin(p.SingletonPlugin):
    """Wrong words and sensitive wording, found by rule files."""

    p.implements(p.IConfigurer)
    p.implements(p.IConfigurable)

    def update_config(self, config_: Any) -> None:
        tk.add_template_directory(config_, "templates")
        tk.add_resource("assets", "ankang_proofreading")

    def configure(self, config_: Any) -> None:
        """A rule file that is wrong stops the start, not a reviewer."""
        config.book()
