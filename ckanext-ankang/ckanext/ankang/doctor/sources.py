"""Whether what each source.yaml names is there: its place, its networks, and itself."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from harvesters.addresses import named_networks, named_places, resolve_place
from harvesters.errors import HarvestError, UnknownNetwork
from harvesters.source import HOME, find_sources, read_source

from .findings import Finding, error, note, well
from .settings import PREFIX

SUBJECT = "数据来源"


def judge(config: Mapping[str, Any]) -> Iterator[Finding]:
    """One line for each source that cannot be harvested; the others go on without it."""
    said = {
        name: str(config.get(f"{PREFIX}harvest.{name}") or "")
        for name in ("home", "places", "networks", "demonstration_url")
    }
    try:
        networks = named_networks(said["networks"])
    except ValueError as failure:
        problem = f"配置项 {PREFIX}harvest.networks 中有一项不是网段（{failure}）。"
        yield error(SUBJECT, problem, "请写成 名称=10.20.0.0/16 这样的形式。")
        return
    places = named_places(said["places"], said["demonstration_url"])
    found = find_sources(Path(said["home"] or HOME))
    faults = {name: _fault(folder, places, networks) for name, folder in found.items()}
    wrong = {name: fault for name, fault in faults.items() if fault}
    for name, fault in wrong.items():
        yield note(
            SUBJECT, f"来源 {name} 采集不了：{fault}", "改正后运行 ankang source preview 核对。"
        )
    if not wrong:
        yield well(SUBJECT, f"{len(found)} 个来源所写的地点和网段都已配置")


def _fault(folder: Path, places: Mapping[str, str], networks: Mapping[str, Any]) -> str:
    try:
        source = read_source(folder)
        resolve_place(source.address, places)
        for name in source.networks:
            if name not in networks:
                raise UnknownNetwork(network=name)
    except HarvestError as failure:
        return str(failure)
    return ""
