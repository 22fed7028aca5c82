"""CKAN's own commands, run under the worker's account: databases, administrator, catalogue, demonstration."""

from __future__ import annotations

import json
import re
import subprocess

from . import environment, postgres, processes
from .console import Refusal, run, say, step
from .layout import Layout
from .machine import demote

ADMINISTRATOR = "ankang-admin"


def ckan(layout: Layout, *arguments: str, what: str, **options: object) -> str:
    """Run a command of CKAN and return what it prints."""
    return run([layout.python("ckan"), "-c", str(layout.ini), *arguments],
               what=what, cwd=layout.run, env=_environment(layout), **demote("worker"), **options)  # fmt: skip


def _environment(layout: Layout) -> dict[str, str]:
    return processes.plain_environment() | {"HOME": str(layout.run), "CKAN_INI": str(layout.ini)}


def migrate(layout: Layout) -> None:
    """Bring both databases to the schema of this release."""
    with step("建立或升级数据表"):
        # Without a plugin's name it migrates core and then every plugin of the configuration.
        ckan(layout, "db", "upgrade", what="升级数据表")
        postgres.close_audit(layout)
    with step("设置数据存储的只读权限"):
        printed = ckan(layout, "datastore", "set-permissions", what="生成权限语句")
        _, _, statements = printed.partition("/*")
        cleaned = re.sub(r"^\\connect.*$", "", "/*" + statements, flags=re.MULTILINE)
        postgres.sql(layout, cleaned, "datastore")


def make_administrator(layout: Layout) -> None:
    """Make the administrator once; the password goes from its file to CKAN and nowhere else."""
    with step("建立管理员账号"):
        script = (
            "import sys\n"
            "from ckan import model\n"
            "from ckan.plugins import toolkit\n"
            "name, password = sys.argv[1], sys.stdin.read()\n"
            "if model.User.get(name) is None:\n"
            "    admin = model.User(name=name, fullname='平台管理员', email='admin@localhost', password=password, sysadmin=True)\n"
            "    model.Session.add(admin)\n"
            "    model.Session.commit()\n"
        )
        ckan_python(
            layout,
            script,
            ADMINISTRATOR,
            input=layout.secret("administrator-password"),
            what="建立管理员",
        )


def ckan_python(layout: Layout, script: str, *arguments: str, what: str, input: str = "") -> str:
    """Run a few lines of Python inside CKAN."""
    start = "from ckan.cli import load_config\nfrom ckan.config.middleware import make_app\n"
    start += f"app = make_app(load_config({str(layout.ini)!r}))\n"
    indented = "\n".join(f"    {line}" for line in script.splitlines())
    code = f"{start}with app._wsgi_app.test_request_context():\n{indented}\n"
    return run([layout.python(), "-W", "ignore", "-c", code, *arguments], what=what, input=input,
               cwd=layout.run, env=_environment(layout), **demote("worker"))  # fmt: skip


def synchronise(layout: Layout) -> None:
    """Bring departments and themes to what schemas/ says."""
    with step("登记部门与主题"):
        ckan(layout, "ankang-catalogue", "sync", what="登记部门与主题")


def translate(layout: Layout) -> None:
    """Build what the pages' scripts say, from the catalogues of CKAN and ours."""
    with step("生成页面脚本的译文"):
        ckan(layout, "translation", "js", what="生成页面脚本的译文")


def demonstrate(layout: Layout) -> str:
    """Harvest the demonstration departments the real way; return the table of what came of it."""
    ckan(layout, "ankang-harvest", "approve-demonstration", what="登记示例来源的常设批准")
    say("· 从四个示例部门采集、校验、审核并发布：")
    command = [
        layout.python("ckan"),
        "-c",
        str(layout.ini),
        "ankang-harvest",
        "run",
        "--all",
        "--wait",
    ]
    done = subprocess.run(command, cwd=layout.run, env=_environment(layout), stdout=subprocess.PIPE,
                          text=True, **demote("worker"))  # type: ignore[call-overload] # fmt: skip
    if done.returncode:
        raise Refusal(
            f"采集示例数据失败，原因见 {layout.log / 'worker.log'}。再运行一次 deploy/up 会接着做。\n{done.stdout}"
        )
    return str(done.stdout)


def release(layout: Layout) -> str:
    """What the databases and the content were last prepared for."""
    return environment.source_digest()


def read_state(layout: Layout) -> dict[str, str]:
    path = layout.etc / "state.json"
    return dict(json.loads(path.read_text())) if path.exists() else {}


def write_state(layout: Layout, **facts: str) -> None:
    path = layout.etc / "state.json"
    path.write_text(json.dumps(read_state(layout) | facts, ensure_ascii=False, indent=2) + "\n")
