"""The demonstration departments served for real, harvested once for all tests; and an evil source."""

import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from uuid import uuid4

import ckan.plugins.toolkit as tk
import pytest
import yaml
from ckan import model

from ckanext.ankang.catalogue.sync import synchronise
from ckanext.ankang.harvest.cli import ankang_harvest
from ckanext.ankang.jobs import outbox
from ckanext.ankang.jobs.worker import run_due

ROOT = Path(__file__).parents[3]
DEMONSTRATION = ROOT / "deploy/demonstration"
HOME = "ckanext.ankang.harvest.home"
DEPARTMENT = "ziran"
SETTING = "ckanext.ankang.harvest.demonstration_url"
SOURCES = ("ankang_minzheng", "ankang_weijian", "ankang_ziran", "ankang_zhengfu")


def _module(name: str, folder: Path = DEMONSTRATION) -> ModuleType:
    spec = spec_from_file_location(name, folder / f"{name}.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# Of the regulations a few whole ones, so that many tests can harvest them again and again.
REGULATIONS = (
    "人类遗传资源管理条例", "优化营商环境条例", "保守国家秘密法实施条例", "保障中小企业款项支付条例", "商用密码管理条例",
    "国家科学技术奖励条例", "国家自然科学基金条例", "城市公共交通条例", "政府信息公开条例", "政府投资条例", "机关事务管理条例",
    "残疾人教育条例", "粮食流通管理条例", "统计法实施条例", "行政法规制定程序条例", "规章制定程序条例", "道路运输条例",
    "重大行政决策程序暂行条例", "铁路安全管理条例", "食盐专营办法",
)  # fmt: skip


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the departments serve."""
    sys.modules["make"] = make = _module("make")
    every = make.regulations()
    make.regulations = lambda: [
        text for text in every if text.title.removeprefix("中华人民共和国") in REGULATIONS
    ]
    target = tmp_path_factory.mktemp("demonstration") / "content"
    make.make(target)
    return target


@pytest.fixture(scope="session")
def departments(content: Path) -> Iterator[str]:
    """The address of the four departments."""
    handler = partial(_module("serve").Departments, directory=str(content))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def harvest(app, ckan_config, departments, monkeypatch):
    """Run a source here and now; returns the run."""
    monkeypatch.setitem(ckan_config, SETTING, departments)

    def run(source: str, again: bool = False) -> dict:
        context = {"ignore_auth": True}
        started = tk.get_action("ankang_harvest_run_create")(
            context, {"source": source, "again": again}
        )
        run_due(app.flask_app)
        outbox.drain()
        return tk.get_action("ankang_harvest_run_show")(
            {"ignore_auth": True}, {"id": started["id"]}
        )

    return run


@pytest.fixture(scope="session")
def first_runs() -> dict[str, dict]:
    """The first run of each source, filled by `harvested`, which needs fixtures of a test."""
    return {}


@pytest.fixture
def harvested(harvest, cli, first_runs):
    """All four sources, harvested under their standing approvals, once for all tests."""
    if not first_runs:
        synchronise()
        approved = cli.invoke(ankang_harvest, ["approve-demonstration"])
        assert approved.exit_code == 0, approved.output
        first_runs.update({source: harvest(source) for source in SOURCES})
    return first_runs


class Evil:
    """A source of our own that is well, or has what the mode says, from one run to the next."""

    def __init__(self, server: Any, home: Path, app: Any, config: dict[str, Any]) -> None:
        self.name = f"evil_{uuid4().hex[:8]}"
        self.server, self.home, self.app, self.config = server, home, app, config
        described = yaml.safe_load((ROOT / "harvesters/ankang_ziran/source.yaml").read_text())
        described |= {
            "name": self.name,
            "title": f"测试来源{self.name}",
            "address": "demonstration:/datasets",
            "expected": {"minimum": 1, "maximum": 2000},
            "approval": {"days": 30, "items": 1000},
        }
        self.described = described
        (home / self.name).mkdir(parents=True)
        self.describe()
        self.turn("healthy")

    def describe(self, **changes: Any) -> None:
        """Write source.yaml, with these changes from now on; an approval of another one is suspended."""
        self.described |= changes
        text = yaml.safe_dump(self.described, allow_unicode=True)
        (self.home / self.name / "source.yaml").write_text(text)

    def turn(self, mode: str) -> str:
        """Serve in a mode from now on; its address."""
        self.config[SETTING] = f"{self.server.address}/{mode}"
        return self.config[SETTING]

    def start(self, mode: str = "healthy", *, again: bool = False) -> dict[str, Any]:
        """Put a run into the queue."""
        self.turn(mode)
        return tk.get_action("ankang_harvest_run_create")(
            {"ignore_auth": True}, {"source": self.name, "again": again}
        )

    def run(self, mode: str = "healthy", *, again: bool = False) -> SimpleNamespace:
        """Run it here and now."""
        started = self.start(mode, again=again)
        run_due(self.app.flask_app)
        return self.shown(started["id"])

    def shown(self, run_id: str) -> SimpleNamespace:
        """A run with its lines, as it is committed now."""
        model.Session.rollback()
        model.Session.expire_all()
        everything = {"ignore_auth": True}
        run = tk.get_action("ankang_harvest_run_show")({**everything}, {"id": run_id})
        asked = {"run": run_id, "rows": 200}
        listed = tk.get_action("ankang_harvest_change_list")({**everything}, asked)
        return SimpleNamespace(**run, lines=listed["results"])


@pytest.fixture
def evil(app, cli, ckan_config, tmp_path, monkeypatch):
    """An evil source whose department's head approved in advance what it brings."""
    monkeypatch.setitem(ckan_config, HOME, str(tmp_path))
    monkeypatch.setitem(ckan_config, SETTING, "")
    synchronise()
    with _module("server", ROOT / "tests/evil_source").EvilSource(count=6) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        made = Evil(server, tmp_path, app, ckan_config)
        approved = cli.invoke(ankang_harvest, ["approve-demonstration"])
        assert approved.exit_code == 0, approved.output
        yield made
        server.shutdown()


@pytest.fixture
def head(in_post):
    """The head of the evil source's department, who decides on what the guard cut out."""
    return in_post("leader", model.Group.get(DEPARTMENT).id)
