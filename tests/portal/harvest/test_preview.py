"""What an author of a source is told where the portal runs."""

from ckanext.ankang.harvest.cli import ankang_harvest
from harvesters.source import find_sources


def test_the_preview_says_of_published_items_that_nothing_would_change(
    harvested, departments, ckan_config, monkeypatch, cli
):
    monkeypatch.setitem(ckan_config, "ckanext.ankang.harvest.demonstration_url", departments)

    shown = cli.invoke(ankang_harvest, ["preview", str(find_sources()["ankang_minzheng"])])

    assert shown.exit_code == 0, shown.output
    assert shown.output.count("可以入库；不变") == 2
    assert "不再列出：0 项" in shown.output
