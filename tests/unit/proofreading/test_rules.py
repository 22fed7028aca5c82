"""Every rule finds its mistake, leaves its right form alone, and says where it comes from."""

from pathlib import Path

import pytest

from ckanext.ankang.proofreading.finding import find
from ckanext.ankang.proofreading.rules import (
    Rule,
    RuleError,
    read_rules,
    rules_of_file,
    standard_rules,
)

RULES = standard_rules()
SAMPLES = Path(__file__).parents[2] / "samples" / "proofreading"
ONE = "title: 本市\nseverity: error\nsource: 本市规定\nrules:\n"


def test_there_are_at_least_500_rules() -> None:
    assert len(RULES) >= 500


def test_no_rule_stands_twice() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    words = [rule.wrong for rule in RULES if rule.wrong]
    assert sorted(word for word in set(words) if words.count(word) > 1) == []


def test_every_rule_names_its_source() -> None:
    assert [rule.code for rule in RULES if len(rule.source) < 2] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_finds_its_mistake_and_nothing_else(rule: Rule) -> None:
    assert rule.code in {hit.rule for hit in find(rule.faulty)}
    assert find(rule.example) == []


@pytest.mark.parametrize("rule", [r for r in RULES if r.needs], ids=lambda rule: rule.code)
def test_what_a_pattern_needs_stands_in_its_mistake(rule: Rule) -> None:
    assert any(needed in rule.faulty for needed in rule.needs)


def test_a_city_adds_rules_of_its_own() -> None:
    own = rules_of_file(SAMPLES / "own_rules_of_a_city.yaml")

    assert [rule.code for rule in own] == [
        "own_rules_of_a_city.示列市",
        "own_rules_of_a_city.示例简称",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("rules: [", "不是有效的 YAML"),
        ("title: 本市", "要有一个 rules 列表"),
        (ONE + "  - {wrong: 布署, right: 部署}", "“布署”缺少：example"),
        (
            ONE + "  - {wrong: 布署, right: 部署, example: 部署, colour: red}",
            "“布署”有不认识的键：colour",
        ),
        (
            ONE + "  - {wrong: 布, right: 部, example: 部署}",
            "“布”的 wrong 至少两个字，并且要有 right",
        ),
        (ONE + "  - {wrong: 布署, example: 部署}", "“布署”的 wrong 至少两个字，并且要有 right"),
        (ONE + "  - {name: 空, example: 空}", "“空”要有且只有 wrong、pattern、check 中的一个"),
        (
            ONE + "  - {name: 括号, pattern: '(', right: 空, faulty: 空, example: 空}",
            "“括号”的 pattern 不是正则表达式",
        ),
        (
            ONE + "  - {name: 查, check: spelling, advice: 空, faulty: 空, example: 空}",
            "“查”的 check 只能是 impossible_day、unpaired",
        ),
        (ONE + "  - 布署", "“布署”不是一条规则"),
    ],
)
def test_a_file_that_is_wrong_is_refused_by_the_name_of_its_rule(text: str, reason: str) -> None:
    with pytest.raises(RuleError) as refused:
        read_rules("本市", text)
    assert str(refused.value).startswith(f"错敏词规则文件“本市”有误：{reason}")


def test_a_file_that_is_no_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gbk.yaml"
    path.write_bytes("title: 本市".encode("gb18030"))

    with pytest.raises(RuleError, match="无法按 UTF-8 读取"):
        rules_of_file(path)
