"""Colours and sizes have one home."""

import re
from pathlib import Path

import pytest

import ckanext.ankang.portal

ASSETS = Path(ckanext.ankang.portal.__file__).parent / "assets"
TOKEN = re.compile(r"var\((--ak-[\w-]+)\)")
STRAY = re.compile(r"#[0-9a-f]{3,8}\b|\brgb|\d+px")


@pytest.mark.parametrize("sheet", ["portal.css", "pages.css"])
def test_a_style_sheet_writes_no_colour_and_no_pixel(sheet: str) -> None:
    lines = (ASSETS / sheet).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if STRAY.search(line) and not line.startswith("@media")] == []


@pytest.mark.parametrize("sheet", ["portal.css", "pages.css"])
def test_a_style_sheet_names_only_tokens_that_exist(sheet: str) -> None:
    defined = set(
        re.findall(r"(--ak-[\w-]+):", (ASSETS / "tokens.css").read_text(encoding="utf-8"))
    )
    assert set(TOKEN.findall((ASSETS / sheet).read_text(encoding="utf-8"))) <= defined


def test_no_template_writes_a_style_or_a_script() -> None:
    templates = (ASSETS.parent / "templates").rglob("*.html")
    inline = re.compile(r"<script|<style|\sstyle=|\son\w+=")
    assert [t.name for t in templates if inline.search(t.read_text(encoding="utf-8"))] == []
