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
from ckanext.ankang.harvest.model import HarvestRecord
from ckanext.ankang.jobs import outbox
from ckanext.ankang.jobs.worker import run_due
from harvesters.source import new_source

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


class Own:
    """A source of our own at a place of ours, approved in advance by its department's head."""

    def __init__(
        self, name: str, home: Path, app: Any, cli: Any, config: dict[str, Any], place: str
    ) -> None:
        self.name, self.home, self.app, self.cli = name, home, app, cli
        self.config, self.place = config, place
        self.described: dict[str, Any] = {}

    def describe(self, **changes: Any) -> None:
        """Write its source.yaml, or change it, and have it approved."""
        path = self.home / self.name / "source.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        known = yaml.safe_load(path.read_text()) if path.exists() else {}
        self.described = known | changes
        path.write_text(yaml.safe_dump(self.described, allow_unicode=True))
        self.config[SETTING] = self.place
        approved = self.cli.invoke(ankang_harvest, ["approve-demonstration"])
        assert approved.exit_code == 0, approved.output

    def start(self, *, again: bool = False) -> dict[str, Any]:
        """Put a run into the queue."""
        self.config[SETTING] = self.place
        return tk.get_action("ankang_harvest_run_create")(
            {"ignore_auth": True}, {"source": self.name, "again": again}
        )

    def carry_out(self, started: dict[str, Any]) -> SimpleNamespace:
        """Do what waits in the queue; the run as it ended."""
        run_due(self.app.flask_app)
        return self.shown(started["id"])

    def run(self) -> SimpleNamespace:
        """Run it here and now."""
        return self.carry_out(self.start())

    def shown(self, run_id: str) -> SimpleNamespace:
        """A run with its lines, as it is committed now."""
        model.Session.rollback()
        model.Session.expire_all()
        everything = {"ignore_auth": True}
        run = tk.get_action("ankang_harvest_run_show")({**everything}, {"id": run_id})
        asked = {"run": run_id, "rows": 200}
        listed = tk.get_action("ankang_harvest_change_list")({**everything}, asked)
        return SimpleNamespace(**run, lines=listed["results"])

    def records(self) -> dict[str, HarvestRecord]:
        """What the portal knows of its items, as it is committed now."""
        model.Session.expire_all()
        return HarvestRecord.of(self.name)

    def public(self) -> set[str]:
        """The identifiers whose packages everybody sees."""
        ids = {record.package_id: identifier for identifier, record in self.records().items()}
        found = model.Session.query(model.Package).filter(model.Package.id.in_(ids))
        return {ids[package.id] for package in found if not package.private}

    def waiting(self) -> list[dict[str, Any]]:
        """Its cases that wait for a person."""
        asked = {"source": self.name, "state": "waiting"}
        listed = tk.get_action("ankang_case_list")({"ignore_auth": True}, asked)["results"]
        return [one for one in listed if one["profile"] == "guarded"]


class Evil(Own):
    """A source that is well, or has what the mode says, from one run to the next."""

    def __init__(self, server: Any, home: Path, app: Any, cli: Any, config: dict[str, Any]) -> None:
        self.server = server
        name = f"evil_{uuid4().hex[:8]}"
        super().__init__(name, home, app, cli, config, f"{server.address}/healthy")
        described = yaml.safe_load((ROOT / "harvesters/ankang_ziran/source.yaml").read_text())
        described |= {
            "name": self.name,
            "title": f"测试来源{self.name}",
            "address": "demonstration:/datasets",
            "expected": {"minimum": 1, "maximum": 2000},
            "politeness": {"delay_seconds": 0, "pages": 400},
            "approval": {"days": 30, "items": 2000},
        }
        self.describe(**described)

    def turn(self, mode: str) -> str:
        """Serve in a mode from now on; its address."""
        self.place = self.config[SETTING] = f"{self.server.address}/{mode}"
        return self.place

    def start(self, mode: str = "healthy", *, again: bool = False) -> dict[str, Any]:
        """Put a run into the queue."""
        self.turn(mode)
        return super().start(again=again)

    def run(self, mode: str = "healthy", *, again: bool = False) -> SimpleNamespace:
        """Run it here and now."""
        return self.carry_out(self.start(mode, again=again))

    def all(self) -> set[str]:
        """The identifiers that it lists while it is well."""
        return {f"ds-{number}" for number in range(self.server.count)}


@pytest.fixture
def own(app, cli, ckan_config, tmp_path, monkeypatch):
    """Makes a source as `ankang source new` writes it, at an address that the configuration gives."""
    monkeypatch.setitem(ckan_config, HOME, str(tmp_path / "sources"))
    monkeypatch.setitem(ckan_config, SETTING, "")
    synchronise()

    def make(kind: str, place: str, **changes: Any) -> Own:
        name = f"{kind}_{uuid4().hex[:8]}"
        made = Own(name, tmp_path / "sources", app, cli, ckan_config, place)
        new_source(kind, made.home / made.name)
        made.describe(**{"address": "demonstration:", **changes})
        return made

    return make


@pytest.fixture
def evil(app, cli, ckan_config, tmp_path, monkeypatch):
    """An evil source whose department's head approved in advance what it brings."""
    monkeypatch.setitem(ckan_config, HOME, str(tmp_path / "sources"))
    monkeypatch.setitem(ckan_config, SETTING, "")
    synchronise()
    with _module("server", ROOT / "tests/evil_source").EvilSource(count=6) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Evil(server, tmp_path / "sources", app, cli, ckan_config)
        server.shutdown()


@pytest.fixture
def head(in_post):
    """The head of the evil source's department, who decides on what the guard cut out."""
    return in_post("leader", model.Group.get(DEPARTMENT).id)
