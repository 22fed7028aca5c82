"""What the documentation names exists, and what exists is named."""

import os
import re
import runpy
import sys
from pathlib import Path

import click
import pytest
import yaml

from ckanext.ankang.command import main

CHECKOUT = Path(__file__).parents[3]
READMES = ("README.md", "README.zh-CN.md")
PAGES = (
    *READMES,
    "docs/clerk.zh-CN.md",
    "docs/configuration.md",
    "docs/operations.md",
    "docs/tables.md",
    "CHANGELOG.md",
)


def read(name: str) -> str:
    return (CHECKOUT / name).read_text("utf-8")


def commands(text: str) -> set[str]:
    """Names of the commands of deploy/ and of `ankang` in code spans and blocks."""
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))
    deploy = re.findall(r"(?<![\w/])deploy/(?:nginx/)?[a-z]+(?![\w/.-])", code)
    ankang = re.findall(
        r"(?<![\w/-])(?:var/venv/bin/)?ankang ((?:(?:source|audit|document) )?[a-z]+)", code
    )
    return {*deploy, *(f"ankang {name}" for name in ankang)}


def existing() -> set[str]:
    """Every command there is."""
    deploy = {
        f"deploy/{path.name}"
        for path in (CHECKOUT / "deploy").iterdir()
        if path.is_file() and os.access(path, os.X_OK)
    }
    return deploy | {f"ankang {name}" for name in subcommands(main)}


def subcommands(group: click.Group, before: str = "") -> set[str]:
    found: set[str] = set()
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= subcommands(command, f"{before}{name} ")
        else:
            found.add(before + name)
    return found


def exists(command: str) -> bool:
    path = CHECKOUT / command
    return command in existing() or path.is_dir() or os.access(path, os.X_OK)


def test_both_readmes_name_the_same_commands() -> None:
    assert commands(read(READMES[0])) == commands(read(READMES[1]))


@pytest.mark.parametrize("readme", READMES)
def test_every_command_there_is_is_in_the_readme(readme: str) -> None:
    assert existing() - commands(read(readme)) == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_is_named_exists(page: str) -> None:
    assert {command for command in commands(read(page)) if not exists(command)} == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_link_to_a_file_leads_somewhere(page: str) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", read(page))

    assert [t for t in targets if not ((CHECKOUT / page).parent / t).exists()] == []


@pytest.mark.parametrize("readme", READMES)
def test_both_readmes_show_the_same_code(readme: str) -> None:
    def blocks(name: str) -> list[str]:
        return re.findall(r"```sh\n(.*?)```", read(name), re.DOTALL)

    assert blocks(readme) == blocks(READMES[0])


def test_the_page_of_settings_is_what_the_script_writes() -> None:
    page = runpy.run_path(str(CHECKOUT / "docs" / "make_configuration.py"))["page"]

    assert read("docs/configuration.md") == page()


def test_every_setting_is_on_the_page_of_settings() -> None:
    rooms = (CHECKOUT / "ckanext-ankang/ckanext/ankang").glob("*/config_declaration.yaml")
    keys = {
        option["key"]
        for path in rooms
        for group in yaml.safe_load(path.read_text("utf-8"))["groups"]
        for option in group["options"]
    }

    assert {key for key in keys if f"`{key}`" not in read("docs/configuration.md")} == set()


def test_every_exit_code_is_in_the_operations() -> None:
    sys.path.insert(0, str(CHECKOUT / "deploy"))
    from control import console

    codes = {
        value for name, value in vars(console).items() if name.isupper() and type(value) is int
    }
    section = read("docs/operations.md").partition("## Exit codes")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| (\d+) \|", section, re.MULTILINE)

    assert codes | {0, 1, 130} == set(map(int, listed))


def test_every_port_and_its_variable_is_in_the_operations() -> None:
    sys.path.insert(0, str(CHECKOUT / "deploy"))
    from control.layout import DEFAULT_PORTS

    for name, port in DEFAULT_PORTS.items():
        assert f"`ANKANG_PORT_{name.upper()}`" in read("docs/operations.md")
        assert f"| {port} |" in read("docs/operations.md")


def test_every_account_is_in_the_operations() -> None:
    sys.path.insert(0, str(CHECKOUT / "deploy"))
    from control.machine import ACCOUNTS

    assert {
        name for name in ACCOUNTS.values() if f"`{name}`" not in read("docs/operations.md")
    } == set()
