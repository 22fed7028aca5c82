"""Where things lie: ports and folders are refused before anything is written to them."""

import json
import stat
from pathlib import Path

import pytest
from control import configuration
from control import layout as layouts
from control.console import WRONG_PLACE, Refusal
from control.layout import Layout


def test_a_folder_that_others_can_enter_is_public(tmp_path: Path) -> None:
    inner = tmp_path / "open" / "var"
    inner.mkdir(parents=True)

    assert layouts.public_path(Path("/usr/lib/var"))
    inner.parent.chmod(0o700)
    assert not layouts.public_path(inner)


def test_a_folder_that_does_not_exist_yet_is_judged_by_those_above_it() -> None:
    assert layouts.public_path(Path("/usr/nowhere/at/all"))


def test_the_default_ports_are_written_once(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    layouts.choose_ports(layout, free=False)
    monkeypatch.setenv("ANKANG_PORT_WEB", "6000")
    layouts.choose_ports(layout, free=False)

    assert layout.ports == layouts.DEFAULT_PORTS


def test_a_chosen_port_is_taken(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANKANG_PORT_SOLR", "6000")

    layouts.choose_ports(layout, free=False)

    assert layout.ports["solr"] == 6000


@pytest.mark.parametrize("given", ["80", "65536", "abc", "", "-1", "5080.5"])
def test_a_wrong_port_is_refused_with_key_value_and_what_is_allowed(
    layout: Layout, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("ANKANG_PORT_WEB", given)

    with pytest.raises(Refusal) as refused:
        layouts.choose_ports(layout, free=False)

    assert f"ANKANG_PORT_WEB 的值是“{given}”" in str(refused.value)
    assert "1024 到 65535" in str(refused.value)
    assert not (layout.etc / "ports.json").exists()


def test_a_test_set_gets_free_ports_of_its_own(layout: Layout) -> None:
    layouts.choose_ports(layout, free=True)

    ports = json.loads((layout.etc / "ports.json").read_text())
    assert set(ports) == set(layouts.DEFAULT_PORTS)
    assert not set(ports.values()) & set(layouts.DEFAULT_PORTS.values())


def test_a_folder_without_our_marker_is_not_touched(layout: Layout) -> None:
    with pytest.raises(Refusal) as refused:
        layouts.require_marker(layout)

    assert refused.value.code == WRONG_PLACE
    assert str(layout.var) in str(refused.value)


def test_secrets_are_made_once_and_for_their_owner_alone(layout: Layout) -> None:
    layouts.make_secrets(layout)
    before = {name: layout.secret(name) for name in layouts.SECRETS}
    layouts.make_secrets(layout)

    assert before == {name: layout.secret(name) for name in layouts.SECRETS}
    assert len(set(before.values())) == len(layouts.SECRETS)
    assert min(map(len, before.values())) >= 32
    modes = {stat.S_IMODE((layout.var / "secrets" / name).stat().st_mode) for name in before}
    assert modes == {0o600}


def test_an_own_setting_replaces_ours_and_stands_once(layout: Layout) -> None:
    layout.etc.mkdir(parents=True, exist_ok=True)
    layout.ini.write_text(
        "[app:main]\nckan.site_title = 平台\nckan.site_id = ankang\n\n[loggers]\nkeys = root\n"
    )
    (layout.etc / "local.ini").write_text("# own\nckan.site_title = 我们的平台\n")

    configuration._append_local(layout)

    lines = layout.ini.read_text().splitlines()
    assert [line for line in lines if "site_title" in line] == ["ckan.site_title = 我们的平台"]
    assert lines.index("ckan.site_title = 我们的平台") < lines.index("[loggers]")


def test_the_public_address_is_kept_for_the_next_up(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout.etc.mkdir(parents=True, exist_ok=True)
    monkeypatch.setenv("ANKANG_SITE_URL", "https://data.example.cn/")
    layouts.keep_site_url(layout)
    monkeypatch.delenv("ANKANG_SITE_URL")

    assert layout.site_url == "https://data.example.cn"
