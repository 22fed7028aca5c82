"""The room `library` as CKAN sees it: a table of contents."""

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.config_declarations
@tk.blanket.helpers
class LibraryPlugin(p.SingletonPlugin):
    """What readers and machines see of the documents: the list, the page of one, its addresses."""

    p.implements(p.IConfigurer)

    def update_config(self, config: Any) -> None:
        tk.add_template_directory(config, "templates")
        tk.add_resource("assets", "ankang-library")
