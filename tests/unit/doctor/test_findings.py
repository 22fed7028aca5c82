"""A line says how a check came out; only an error fails the examination."""

from ckanext.ankang.doctor.findings import error, exit_code, note, well


def test_a_line_says_level_subject_sentence_and_advice() -> None:
    assert (
        str(error("磁盘", "只剩 0.5 GB。", "请清理磁盘。"))
        == "错误  磁盘：只剩 0.5 GB。请清理磁盘。"
    )


def test_a_note_is_no_failure() -> None:
    assert exit_code([well("版本", "1"), note("隔离", "没有。", "请允许。")]) == 0


def test_an_error_is_a_failure() -> None:
    assert exit_code([well("版本", "1"), error("缓存", "连接不上。")]) == 1
