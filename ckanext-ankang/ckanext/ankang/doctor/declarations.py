"""The declared settings of CKAN, of its plugins and of our rooms, read without loading a plugin."""

from collections.abc import Iterable, Mapping
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml
from ckan.config.declaration import Declaration

from . import settings


def load(plugins: Iterable[str]) -> Declaration:
    """All declarations that these plugins bring."""
    declaration = Declaration()
    declaration.load_core_declaration()
    for path in sorted({path for path in map(_file, plugins) if path and path.exists()}):
        declaration.load_dict(yaml.safe_load(path.read_text("utf-8")))
    return declaration


def _file(plugin: str) -> Path | None:
    """Where a plugin's declarations lie: beside its module, as `blanket` looks for them."""
    for point in entry_points(group="ckan.plugins", name=plugin):
        spec = find_spec(point.module)
        if spec and spec.origin:
            return Path(spec.origin).with_name("config_declaration.yaml")
    return None


def refusals(declaration: Declaration, config: Mapping[str, Any]) -> list[str]:
    """One sentence for each setting with a wrong value."""
    _, errors = declaration.validate(config)
    named = {str(key): issues for key, issues in errors.items()}
    validators = {str(key): declaration[key].get_validators() for key in declaration.iter_options()}
    return [*settings.out_of_range(config), *settings.invalid(config, named, validators)]
