"""A wrong setting is named with its value and what is allowed."""

from pathlib import Path

import pytest
import yaml

from ckanext.ankang.doctor import settings

ROOMS = Path(settings.__file__).parents[1]


def declared_numbers() -> set[str]:
    options = [
        option
        for path in ROOMS.glob("*/config_declaration.yaml")
        for group in yaml.safe_load(path.read_text("utf-8"))["groups"]
        for option in group["options"]
    ]
    return {
        option["key"].removeprefix(settings.PREFIX)
        for option in options
        if option.get("type") == "int"
    }


def test_every_declared_number_has_a_range_and_every_range_a_declaration() -> None:
    assert set(settings.LIMITS) == declared_numbers()


@pytest.mark.parametrize("value", ["abc", "", "1.5", "1", "3601", "-30"])
def test_a_limit_outside_its_range_is_refused(value: str) -> None:
    (sentence,) = settings.out_of_range({"ckanext.ankang.jobs.lease": value})

    assert (
        sentence == f"配置项 ckanext.ankang.jobs.lease 的值是“{value}”：应为 2 到 3600 之间的整数。"
    )


@pytest.mark.parametrize("value", ["2", 30, " 3600 "])
def test_a_limit_within_its_range_is_taken(value: object) -> None:
    assert list(settings.out_of_range({"ckanext.ankang.jobs.lease": value})) == []


@pytest.mark.parametrize(
    ("validators", "words"),
    [
        ("int_validator", "整数"),
        ("boolean_validator", "true 或 false"),
        ('one_of(["Strict","Lax","None"])', '["Strict","Lax","None"]'),
        ("not_empty", "不能为空"),
        ("ckan_only_knows", "Bad value"),
    ],
)
def test_what_ckan_refuses_is_said_with_what_is_allowed(validators: str, words: str) -> None:
    key = "ckan.some_setting"

    (sentence,) = settings.invalid({key: "x"}, {key: ["Bad value"]}, {key: validators})

    assert sentence.startswith("配置项 ckan.some_setting 的值是“x”")
    assert words in sentence


@pytest.mark.parametrize(
    ("key", "value"),
    [("smtp.password", "hunter22"), ("some.url", "postgresql://ankang:hunter22@127.0.0.1/x")],
)
def test_a_password_is_never_shown(key: str, value: str) -> None:
    (sentence,) = settings.invalid({key: value}, {key: ["wrong"]}, {key: "not_empty"})

    assert "hunter22" not in sentence


def test_a_mistyped_key_is_named_with_the_nearest_known_one() -> None:
    config = {"ckanext.ankang.jobs.leese": "30", "ckanext.other.jobs": "1"}

    found = list(settings.unknown(config, ["ckanext.ankang.jobs.lease"]))

    assert found == [("ckanext.ankang.jobs.leese", "ckanext.ankang.jobs.lease")]
