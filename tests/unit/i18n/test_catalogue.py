"""The catalogue is complete, intact, compiled, and speaks the portal's words."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest
from babel.messages.extract import extract_from_dir

from ckanext.ankang.i18n import LOCALE, Translation

OURS = Path(Translation().i18n_directory()) / LOCALE / "LC_MESSAGES" / "ankang.po"
CKAN = Path(find_spec("ckan").origin).parent
JINJA = "ckan.lib.jinja_extensions."
OPTIONS = {
    "trimmed": "True",
    "extensions": ",".join(
        ["jinja2.ext.do", "jinja2.ext.loopcontrols"]
        + [f"{JINJA}{name}" for name in ("CkanExtend", "LinkForExtension", "UrlForStaticExtension")]
        + [f"{JINJA}{name}" for name in ("AssetExtension", "SnippetExtension", "UrlForExtension")]
    ),
}
IGNORED = ("**/tests/**", "tests/**", "public*/**/vendor/**", "cli/**", "**/migration/**")
METHODS = [
    *((pattern, "ignore") for pattern in IGNORED),
    *(("**.py", "python"), ("**.js", "javascript")),
    *(("**.html", "jinja2"), ("**/emails/*.txt", "jinja2")),
]
# {_n} is positional in str.format, %(n)s is not in %: so only the bare ones must keep their order.
NAMED = re.compile(r"%\(\w+\)[sdr]|\{\w*(?:![rs])?\}")
BARE = re.compile(r"%[sdri]")
TAG = re.compile(r"</?\w+")


def _key(entry: polib.POEntry) -> tuple[str, str]:
    return entry.msgid, entry.msgid_plural


def _text(entry: polib.POEntry) -> str:
    return entry.msgstr_plural[0] if entry.msgid_plural else entry.msgstr


def _extracted(package: str) -> Iterator[str]:
    folder = CKAN.parent / package
    options = {"**.html": OPTIONS, "**/emails/*.txt": OPTIONS}
    for _, _, message, _, _ in extract_from_dir(str(folder), METHODS, options):
        yield message if isinstance(message, str) else message[0]


@pytest.fixture(scope="module")
def ours() -> dict[tuple[str, str], polib.POEntry]:
    return {_key(entry): entry for entry in polib.pofile(str(OURS))}


@pytest.fixture(scope="module")
def merged(ours: dict[tuple[str, str], polib.POEntry]) -> dict[tuple[str, str], str]:
    core = polib.pofile(str(CKAN / "i18n" / LOCALE / "LC_MESSAGES" / "ckan.po"))
    texts = {_key(entry): _text(entry) for entry in core if entry.translated()}
    return texts | {key: _text(entry) for key, entry in ours.items()}


def test_nothing_of_core_is_untranslated(merged: dict[tuple[str, str], str]) -> None:
    template = polib.pofile(str(CKAN / "i18n" / "ckan.pot"))
    assert len(template) > 1200
    assert [entry.msgid for entry in template if not merged.get(_key(entry))] == []


PACKAGES = [
    "ckan",
    *(f"ckanext/{e}" for e in ("scheming", "datastore", "datatablesview", "textview")),
]


@pytest.mark.parametrize("package", PACKAGES)
def test_nothing_in_the_sources_is_untranslated(
    package: str, merged: dict[tuple[str, str], str]
) -> None:
    """CKAN's template of messages is older than its code; `{0} members` is formatted too early."""
    known = {msgid for msgid, _ in merged}
    assert sorted(set(_extracted(package)) - known - {""}) == []


def test_the_compiled_catalogue_says_the_same() -> None:
    compiled = {_key(entry): _text(entry) for entry in polib.mofile(str(OURS.with_suffix(".mo")))}
    assert compiled == {_key(entry): _text(entry) for entry in polib.pofile(str(OURS))}


def test_placeholders_and_markup_survive(ours: dict[tuple[str, str], polib.POEntry]) -> None:
    broken = [
        (source, text)
        for source, text in ((e.msgid_plural or e.msgid, _text(e)) for e in ours.values())
        if sorted(NAMED.findall(source)) != sorted(NAMED.findall(text))
        or BARE.findall(source) != BARE.findall(text)
        or sorted(TAG.findall(source)) != sorted(TAG.findall(text))
    ]
    assert broken == []


def test_the_same_thing_has_one_name(merged: dict[tuple[str, str], str]) -> None:
    others = re.compile("组织|群组|机构|(?<!数据)(?<!统一)资源|授权|仪表盘|追随|登陆|登出|抓取")
    wrong = {key[0]: text for key, text in merged.items() if others.search(text)}
    assert wrong == {}


def test_it_is_chinese(ours: dict[tuple[str, str], polib.POEntry]) -> None:
    """Sentences of two and more English words were forgotten, unless they are names or code."""
    prose = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}")
    markup = re.compile(r"<[^>]*>|https?://\S+")
    assert [t for t in map(_text, ours.values()) if prose.search(markup.sub("", t))] == []
