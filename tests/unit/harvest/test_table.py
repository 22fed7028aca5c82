"""The table a run ends with."""

from ckanext.ankang.harvest.table import summary


def test_what_is_held_back_stands_with_its_reason():
    held = [{"title": "二月", "reason": "第 30 行缺少单元格"}]
    result = {
        "title": "某委",
        "state": "finished",
        "error": "",
        "found": 2,
        "published": 1,
        "held": held,
    }

    header, row = summary([result]).splitlines()

    assert header.split() == ["来源", "发现", "发布", "暂缓", "暂缓的条目及原因"]
    assert row.split(maxsplit=4) == ["某委", "2", "1", "1", "二月：第 30 行缺少单元格"]


def test_a_failed_source_says_why():
    result = {
        "title": "某局",
        "state": "failed",
        "error": "连接失败",
        "found": 0,
        "published": 0,
        "held": [],
    }

    assert "连接失败" in summary([result])
