"""Who sees which source: administrators all, a department its own."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from ckan import authz, model

from ckanext.ankang.harvest import config
from harvesters.source import Source, find_sources, read_source, source_hash


def sources_for(user: str) -> dict[str, Source]:
    """The sources that a person sees, by name."""
    found = {name: described(directory) for name, directory in find_sources(config.home()).items()}
    return {name: source for name, source in found.items() if may_see(user, source.departments)}


def may_see(user: str, departments: Iterable[str]) -> bool:
    """Whether a person belongs to one of these departments, or answers for the platform."""
    if authz.is_sysadmin(user):
        return True
    groups = (model.Group.get(name) for name in departments)
    return any(
        group is not None and authz.users_role_for_group_or_org(group.id, user) is not None
        for group in groups
    )


def described(directory: Path) -> Source:
    """The source of a folder, read again only when its files changed."""
    return _described(directory, source_hash(directory))


@lru_cache(maxsize=256)
def _described(directory: Path, _digest: str) -> Source:
    return read_source(directory)
