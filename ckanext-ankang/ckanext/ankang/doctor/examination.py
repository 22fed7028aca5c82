"""The whole examination, in the order in which one thing rests on another."""

import configparser
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ckan.cli import CKANConfigLoader
from ckan.exceptions import CkanConfigurationException

from ckanext.ankang.security import configuration

from . import declarations, machine, services, settings, sources
from .findings import Finding, error, note, well


def examine(ini: Path) -> Iterator[Finding]:
    """Every check, one after the other; each stands for itself."""
    yield from machine.versions()
    try:
        config = CKANConfigLoader(str(ini)).get_config()
    except (CkanConfigurationException, OSError) as failure:
        yield error(
            "配置",
            f"读不到 {ini}（{failure}）。",
            "请用有权读取它的账号运行，或用 --ini 指明文件。",
        )
        return
    except configparser.Error as failure:
        yield error("配置", f"{ini} {_malformed(failure)}", "请改正 local.ini 后运行 deploy/up。")
        return
    yield from judge(config)
    yield from sources.judge(config)
    yield from machine.secrets(config, ini)
    yield from _stores(config)
    yield machine.disk(config)
    yield machine.timezone(config)
    yield machine.fence()


def _malformed(failure: configparser.Error) -> str:
    """Where the file is malformed; the parser's own message would show the value."""
    option = getattr(failure, "option", "")
    if isinstance(failure, configparser.DuplicateOptionError):
        return f"第 {failure.lineno} 行：配置项 {option} 写了两次。"
    if option:
        return f"中配置项 {option} 的值含有单个的 %：应写成 %%。"
    return f"不是配置文件（{type(failure).__name__}）。"


def _stores(config: Mapping[str, Any]) -> Iterator[Finding]:
    for key, check in (
        ("sqlalchemy.url", services.database),
        ("ckan.datastore.read_url", services.datastore),
        ("ckan.redis.url", services.cache),
        ("solr_url", services.index),
    ):
        if config.get(key):
            yield from check(config)
        else:
            yield error("配置", f"缺少配置项 {key}。", "请运行 deploy/up。")


def judge(config: Mapping[str, Any]) -> Iterator[Finding]:
    """Every setting with a wrong value, and every key of ours that nobody knows."""
    declaration = declarations.load(str(config.get("ckan.plugins", "")).split())
    complete = dict(config)
    declaration.make_safe(complete)
    wrong = [*configuration.refusals(config), *declarations.refusals(declaration, complete)]
    for sentence in wrong:
        yield error("配置", sentence)
    if not wrong:
        yield well("配置", "每一项的值都在允许的范围内")
    known = [str(key) for key in declaration.iter_options()]
    for key, nearest in settings.unknown(config, known):
        advice = f"是否想写 {nearest}？" if nearest else "请删去这一项。"
        yield note("配置", f"配置项 {key} 不存在，不起作用。", advice)
