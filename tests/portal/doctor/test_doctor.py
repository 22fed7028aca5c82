"""The doctor before real services: well, and with one thing wrong at a time."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ckanext.ankang.command import main

INI = Path(os.environ.get("CKAN_INI", ""))
Doctor = Callable[..., Result]


@pytest.fixture
def doctor(tmp_path: Path) -> Doctor:
    """Examines the test portal with some settings replaced or added."""

    def examine(**changes: str) -> Result:
        return CliRunner().invoke(main, ["doctor", "--ini", str(changed_ini(tmp_path, changes))])

    return examine


def changed_ini(folder: Path, changes: dict[str, str]) -> Path:
    head, mark, tail = INI.read_text("utf-8").partition("\n[loggers]")
    for key, value in changes.items():
        head = re.sub(rf"^{re.escape(key)} *=.*\n", "", head, flags=re.MULTILINE)
        head += f"\n{key} = {value}"
    target = folder / "ckan.ini"
    target.write_text(head + "\n" + mark + tail, "utf-8")
    target.chmod(0o600)
    return target


def test_a_sound_portal_has_no_error(doctor: Doctor) -> None:
    result = doctor()

    assert result.exit_code == 0, result.output
    for subject in (
        "版本",
        "数据库",
        "数据存储只读账号",
        "缓存",
        "检索",
        "索引结构",
        "时钟",
        "磁盘",
        "文件版本",
    ):
        assert f"正常  {subject}：" in result.output


def test_no_secret_is_printed(doctor: Doctor) -> None:
    text = INI.read_text("utf-8")
    secrets = re.findall(r"(?:SECRET_KEY = |://\w+:)([^@\s]+)", text)

    printed = doctor().output

    assert len(secrets) >= 4
    assert not [secret for secret in secrets if secret in printed]


@pytest.mark.parametrize(
    ("key", "value", "subject"),
    [
        ("sqlalchemy.url", "postgresql://nobody:x8q@127.0.0.1:9/ckan", "数据库"),
        ("ckan.datastore.read_url", "postgresql://nobody:x8q@127.0.0.1:9/ds", "数据存储只读账号"),
        ("ckan.redis.url", "unix:///nowhere/redis.sock", "缓存"),
        ("solr_url", "http://127.0.0.1:9/solr/ckan", "检索"),
        ("ckanext.ankang.search.library_core", "nowhere", "文件库索引"),
        ("ckan.storage_path", "/nowhere", "磁盘"),
        ("ckanext.ankang.review.audit_key_file", "/nowhere/audit.key", "审计密钥"),
    ],
)
def test_what_is_missing_is_one_error_with_advice(
    doctor: Doctor, key: str, value: str, subject: str
) -> None:
    result = doctor(**{key: value})

    assert result.exit_code == 1
    assert f"错误  {subject}：" in result.output
    assert "x8q" not in result.output


def test_a_reader_that_can_write_is_an_error(doctor: Doctor) -> None:
    [writer] = re.findall(
        r"^ckan.datastore.write_url = (.*)$", INI.read_text("utf-8"), re.MULTILINE
    )

    result = doctor(**{"ckan.datastore.read_url": writer})

    assert result.exit_code == 1
    assert "错误  数据存储只读账号：可以" in result.output


def test_a_mistyped_key_is_noted(doctor: Doctor) -> None:
    result = doctor(**{"ckanext.ankang.jobs.leese": "30"})

    assert result.exit_code == 0
    assert "ckanext.ankang.jobs.leese 不存在" in result.output
    assert "是否想写 ckanext.ankang.jobs.lease？" in result.output


def test_a_file_that_others_can_read_is_an_error(doctor: Doctor, tmp_path: Path) -> None:
    path = changed_ini(tmp_path, {})
    path.chmod(0o644)

    result = CliRunner().invoke(main, ["doctor", "--ini", str(path)])

    assert result.exit_code == 1
    assert "对其他账号开放" in result.output


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ckan.site_id = another", "配置项 ckan.site_id 写了两次"),
        ("smtp.password = x8q%", "smtp.password 的值含有单个的 %"),
        ("no key at all", "不是配置文件"),
    ],
)
def test_a_malformed_file_is_one_sentence(tmp_path: Path, line: str, words: str) -> None:
    path = changed_ini(tmp_path, {})
    path.write_text(path.read_text("utf-8").replace("\n[loggers]", f"\n{line}\n[loggers]"), "utf-8")

    result = CliRunner().invoke(main, ["doctor", "--ini", str(path)])

    assert result.exit_code == 1
    assert words in result.output
    assert "x8q" not in result.output


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("ckanext.ankang.quality.seconds", "ten", "应为 1 到 86400 之间的整数"),
        ("ckanext.ankang.library.per_page", "5000", "应为 10 到 100 之间的整数"),
        ("ckan.datasets_per_page", "many", "应为整数"),
        ("ckanext.ankang.review.audit_key_file", "", "不能为空"),
        ("SECRET_KEY", "short", "至少 24 个字符"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_the_doctor_says_the_same(
    doctor: Doctor, tmp_path: Path, key: str, value: str, allowed: str
) -> None:
    examined = doctor(**{key: value})
    path = changed_ini(tmp_path, {key: value})
    started = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "import ckanext.ankang.wsgi"],
        env={**os.environ, "CKAN_INI": str(path)},
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )

    assert examined.exit_code == 1
    assert started.returncode != 0
    for said in (examined.output, started.stderr):
        [sentence] = {line for line in re.findall(r"配置项.*", said) if key in line}
        assert allowed in sentence
