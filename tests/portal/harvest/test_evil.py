"""Whole runs over a source that means evil: what each says, that nothing is lost by it, that others go on.

The limits are those of the configuration, made small: what a run waits for in vain is named in its
sentence, so that no test looks at a clock.
"""

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa

from ckanext.ankang.jobs import worker

LIMITS = {
    "read_seconds": 2,
    "request_seconds": 2,
    "tries": 1,
    "page_bytes": 1_000_000,
    "file_bytes": 1_000_000,
}
SILENT = "2 秒内没有答完。请来源部门查明服务器为何答得太慢，下一次采集会再试"
HUGE = "的内容超过 1000000 字节。请来源部门分开提供；确须更大的，由管理员调大"
REFUSED = "请核对网址；确须访问内部网络的，由管理员在 ckanext.ankang.harvest.networks 中写明"
LISTS = {
    "hang": SILENT,
    "drip": SILENT,
    "drip_headers": SILENT,
    "endless": HUGE,
    "bomb": HUGE,
    "cut": "没有传完就断开。请来源部门检查服务器和网络",
    "loopback": f"127.0.0.1 是本机地址。{REFUSED}",
    "metadata": f"169.254.169.254 是链路本地地址。{REFUSED}",
    "local_file": f"只访问 http 和 https 网址。{REFUSED}",
    "loop": "转向超过 5 次。请来源部门检查网址的转向设置",
    "error_page": "的内容不是 JSON：得到的是网页。请来源部门检查这个网址",
    "truncated_json": "处不合语法，可能没有传完。请来源部门检查这个网址",
    "deep_json": "套得太深。请来源部门检查这个网址",
    "down": "暂时不可用（状态码 503）。请来源部门检查服务器，下一次采集会再试",
    "come_tomorrow": "要求 86400 秒以后再来。下一次采集会再试",
}
FILES = ("hang", "drip", "endless", "bomb", "loopback", "loop")


@pytest.fixture
def impatient(evil, ckan_config, monkeypatch):
    """The evil source, harvested once while it was well; from now on with small limits."""
    evil.server.count = 2
    evil.run()
    for name, value in LIMITS.items():
        monkeypatch.setitem(ckan_config, f"ckanext.ankang.harvest.{name}", value)
    return evil


def health(evil):
    shown = tk.get_action("ankang_harvest_source_show")({"ignore_auth": True}, {"id": evil.name})
    return shown["health"]


def outcomes(run):
    return {line["identifier"]: (line["change"], line["outcome"]) for line in run.lines}


@pytest.mark.parametrize("mode", LISTS)
def test_a_list_that_cannot_be_read_fails_the_run_and_takes_nothing_away(impatient, mode):
    run = impatient.run(mode)
    failing = health(impatient)
    again = impatient.run()

    assert (run.state, run.lines, failing) == ("failed", [], "failing")
    assert run.error.count(LISTS[mode]) == 1
    assert impatient.waiting() == []
    assert impatient.public() == impatient.all()
    assert (again.state, again.counts["unchanged"]) == ("finished", 2)


@pytest.mark.parametrize("mode", FILES)
def test_a_file_that_cannot_be_read_stops_its_item_and_no_other(impatient, mode):
    impatient.server.count = 3

    run = impatient.run(f"one_file_{mode}")

    assert run.state == "finished"
    assert outcomes(run) == {"ds-0": ("error", "error"), "ds-2": ("add", "published")}
    assert LISTS[mode] in run.errors[0]["reason"]
    assert impatient.public() == impatient.all()
    assert health(impatient) == "faulty"


def test_a_host_that_does_not_answer_is_left_alone_and_its_items_are_not_at_fault(
    impatient, ckan_config, monkeypatch
):
    monkeypatch.setitem(ckan_config, "ckanext.ankang.harvest.silences", 2)
    impatient.server.count = 6

    run = impatient.run("files_hang")

    asked = [path for path in impatient.server.calls if path.startswith("files_hang/files")]
    failures = {one.identifier: one.failures for one in impatient.records().values()}
    assert outcomes(run) == {"ds-0": ("error", "error"), "ds-1": ("error", "error")}
    assert len(asked) == 2
    assert "连续 2 次没有回答，这一次不再访问" in run.warnings[-1]
    assert run.warnings[-1].endswith("（4 项）")
    assert failures == {"ds-0": 1, "ds-1": 1}
    assert impatient.public() == {"ds-0", "ds-1"}


def test_a_source_that_is_never_done_is_left_when_the_time_of_a_run_is_over(
    impatient, ckan_config, monkeypatch
):
    monkeypatch.setitem(ckan_config, "ckanext.ankang.harvest.run_seconds", 2)

    run = impatient.run("slow_paging")

    assert run.state == "finished"
    assert [
        warning for warning in run.warnings if "这一次采集已用了 2 秒" in warning
    ] == run.warnings
    assert run.counts["complete"] == 0
    assert impatient.public() == impatient.all()
    assert health(impatient) == "faulty"


def test_pages_without_end_stop_at_the_cap_and_what_they_listed_goes_on(evil):
    evil.server.count = 2
    evil.run()
    evil.describe(politeness={"delay_seconds": 0, "pages": 1})

    run = evil.run("endless_paging")

    assert "分页没有尽头：超过 1 页。请来源部门修复分页" in run.warnings[-1]
    assert {*outcomes(run).values()} == {("add", "published")}
    assert evil.public() == {f"ds-{number}" for number in range(10)}
    assert evil.waiting() == []


def test_identifiers_that_come_twice_are_published_once(evil):
    evil.server.count = 4

    run = evil.run("duplicate_ids")

    assert evil.public() == {"ds-0", "ds-1"}
    assert run.warnings == ["标识 ds-0 重复，只取第一项", "标识 ds-1 重复，只取第一项"]
    assert evil.run("duplicate_ids").lines == []


def test_a_source_in_gbk_is_published_in_its_own_words(evil):
    evil.server.count = 2

    evil.run("gbk")

    titles = {
        model.Session.get(model.Package, record.package_id).title
        for record in evil.records().values()
    }
    assert titles == {"安康市测试数据集0", "安康市测试数据集1"}


@pytest.fixture
def harvest_alone(evil):
    """Runs of the evil source without what follows for each dataset: nobody asks for 1,500 scores."""

    def run(mode):
        started, known = evil.start(mode), worker.handlers()
        kinds = {kind: known[kind] for kind in ("harvest.run", "review.publish")}
        worker.Worker(evil.app.flask_app, kinds).run(until_empty=True)
        return evil.shown(started["id"])

    yield run
    ids = [record.package_id for record in evil.records().values()]
    for statement in (
        "DELETE FROM ankang_outbox WHERE package_id = ANY(:ids)",
        "DELETE FROM ankang_job WHERE state = 'waiting' AND payload ->> 'dataset_id' = ANY(:ids)",
    ):
        model.Session.execute(sa.text(statement), {"ids": ids})
    model.Session.commit()


def test_fifteen_hundred_equal_titles_are_as_many_datasets_with_names_of_their_own(
    evil, harvest_alone
):
    first = harvest_alone("equal_titles")
    second = harvest_alone("equal_titles")

    packages = model.Session.query(model.Package.name, model.Package.title).filter(
        model.Package.id.in_([record.package_id for record in evil.records().values()]),
        model.Package.private.is_(False),
    )
    names, titles = zip(*packages, strict=True)
    assert first.outcomes == {"published": 1500}
    assert len(set(names)) == 1500
    assert set(titles) == {"安康市行政许可信息"}
    assert second.lines == []


def test_a_server_that_asks_for_a_moment_is_given_it(evil):
    evil.server.count = 2

    run = evil.run("busy_once")

    assert (run.state, run.warnings) == ("finished", [])
    assert evil.server.calls["busy_once/datasets"] == 2
    assert evil.public() == evil.all()


def test_a_server_that_asks_for_a_day_is_not_asked_again(evil):
    evil.run("come_tomorrow")

    assert evil.server.calls["come_tomorrow/datasets"] == 1
