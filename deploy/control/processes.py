"""The portal's processes under supervisor: which there are, how to start, see and stop them."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import string
import subprocess
import time
import xmlrpc.client
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from . import postgres, solr
from .console import BROKEN_STEP, Refusal, step
from .layout import CHECKOUT, Layout
from .machine import account, as_root, has_ipv6


@dataclass(frozen=True)
class Program:
    """One supervised process: its account, its command, its port and how to ask whether it is well."""

    name: str
    role: str
    command: str
    port: str | None = None
    order: int = 100
    stop: str = "TERM"
    title: str = ""

    def block(self, layout: Layout) -> str:
        """The process as a block of supervisord.conf."""
        user = f"user={account(self.role)}\n" if as_root() else ""
        umask = "umask=007\n" if self.role in ("web", "worker") else ""
        return (
            f"[program:{self.name}]\ncommand={self.command}\n{user}{umask}"
            f"directory={layout.var}\npriority={self.order}\nautostart=false\nautorestart=true\n"
            f"startsecs=2\nstartretries=20\nstopsignal={self.stop}\nstopwaitsecs=30\nstopasgroup=true\nkillasgroup=true\n"
            f'environment=CKAN_INI="{layout.ini}",HOME="{layout.run}",LC_ALL="C.UTF-8",PYTHONUNBUFFERED="1"\n'
            f"redirect_stderr=true\nstdout_logfile={layout.log}/{self.name}.log\n"
            "stdout_logfile_maxbytes=10MB\nstdout_logfile_backups=3\n"
        )


def services(layout: Layout) -> list[Program]:
    """The stores: PostgreSQL, Redis, Solr."""
    return [
        Program("postgres", "postgres", postgres.command(layout), "postgres", 10, "INT", "数据库 PostgreSQL"),
        Program("redis", "redis", f"/usr/bin/redis-server {layout.etc / 'redis.conf'}", None, 20, title="缓存与会话 Redis"),
        Program("solr", "solr", solr.command(layout), "solr", 30, title="检索 Solr"),
    ]  # fmt: skip


def programs(layout: Layout) -> list[Program]:
    """All processes of a portal."""
    ckan = f"{layout.python('ckan')} -c {layout.ini}"
    bind = f"--bind 127.0.0.1:{layout.ports['web']}"
    if has_ipv6():
        bind += f" --bind [::1]:{layout.ports['web']}"
    web = (
        f"{layout.python('gunicorn')} {bind} --workers 2 --threads 4 --worker-class gthread --timeout 120 "
        "--max-requests 5000 --max-requests-jitter 500 --worker-tmp-dir /dev/shm ckanext.ankang.wsgi:application"
    )
    departments = (
        f"{layout.python()} {layout.var / 'demonstration' / 'serve.py'} "
        f"--port {layout.ports['demonstration']} --content {layout.var / 'demonstration' / 'content'}"
    )
    return [
        *services(layout),
        Program(
            "demonstration",
            "demonstration",
            departments,
            "demonstration",
            40,
            title="四个示例部门的网站",
        ),
        # Two, so that one stuck file does not stop the others; the third never does long work,
        # so that what somebody waits for (tables, publications) is not behind it.
        # Work in bulk (files of documents, validation) gives way to pages and short jobs.
        Program("worker", "worker", f"nice {ckan} ankang-jobs worker", None, 50, title="后台任务"),
        Program(
            "worker-2", "worker", f"nice {ckan} ankang-jobs worker", None, 51, title="后台任务"
        ),
        Program(
            "worker-quick",
            "worker",
            f"{ckan} ankang-jobs worker --quick",
            None,
            52,
            title="短的后台任务",
        ),
        Program(
            "core-jobs", "worker", f"{ckan} jobs worker", None, 60, title="CKAN 自带任务与调度"
        ),
        Program("web", "web", web, "web", 70, title="网站"),
    ]


def control_socket(layout: Layout) -> Path:
    return layout.run / "supervisor.sock"


def configure(layout: Layout, chosen: list[Program]) -> bool:
    """Write supervisord.conf; say whether it changed."""
    template = string.Template((CHECKOUT / "deploy" / "supervisord.conf").read_text())
    text = template.substitute(
        log=layout.log,
        run=layout.run,
        socket=control_socket(layout),
        programs="\n".join(program.block(layout) for program in chosen),
    )
    target = layout.etc / "supervisord.conf"
    changed = not target.exists() or target.read_text() != text
    target.write_text(text)
    return changed


class _UnixTransport(xmlrpc.client.Transport):
    """XML-RPC over supervisor's Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def make_connection(self, host: object) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("localhost")
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(self.path))
        return connection


def supervisor(layout: Layout) -> Any:
    """Supervisor's own interface; what it answers is untyped."""
    return xmlrpc.client.ServerProxy("http://localhost", _UnixTransport(control_socket(layout)))


def alive(layout: Layout) -> bool:
    """Whether this layout's supervisor answers."""
    try:
        return bool(supervisor(layout).supervisor.getState())
    except (OSError, http.client.HTTPException, xmlrpc.client.Error):
        return False


def start_supervisor(layout: Layout) -> None:
    """Start supervisord, or let a running one read its configuration again."""
    if alive(layout):
        added, changed, removed = supervisor(layout).supervisor.reloadConfig()[0]
        for name in [*changed, *removed]:
            supervisor(layout).supervisor.stopProcessGroup(name)
            supervisor(layout).supervisor.removeProcessGroup(name)
        for name in [*added, *changed]:
            supervisor(layout).supervisor.addProcessGroup(name)
        return
    reap(layout)
    command = [layout.python("supervisord"), "-c", str(layout.etc / "supervisord.conf")]
    started = subprocess.run(
        command, capture_output=True, text=True, cwd="/", env=plain_environment()
    )
    if started.returncode:
        raise Refusal(f"supervisord 没有启动：{started.stderr.strip()[-500:]}", BROKEN_STEP)
    wait(lambda: alive(layout), "supervisord", layout)


def plain_environment() -> dict[str, str]:
    """What a process needs and nothing of whoever runs `up`: no secrets of a shell reach the portal."""
    return {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "LC_ALL": "C.UTF-8",
    }


def reap(layout: Layout) -> None:
    """End processes that a killed supervisor left behind, found by the folder they belong to."""
    left = [pid for pid in _processes() if _belongs(pid, layout)]
    for chosen in (signal.SIGTERM, signal.SIGKILL):
        for pid in left:
            _signal(pid, chosen)
        deadline = time.monotonic() + 10
        while left and time.monotonic() < deadline:
            left = [pid for pid in left if Path(f"/proc/{pid}").exists() and not _zombie(pid)]
            time.sleep(0.1)
        if not left:
            return


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _belongs(pid: int, layout: Layout) -> bool:
    """Whether a process was started by this layout's supervisor: its environment says so."""
    try:
        environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False
    return (
        b"SUPERVISOR_ENABLED=1" in environment and f"CKAN_INI={layout.ini}".encode() in environment
    )


def _zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def _signal(pid: int, chosen: signal.Signals) -> None:
    try:
        os.kill(pid, chosen)
    except ProcessLookupError:
        return


def start(layout: Layout, chosen: list[Program]) -> None:
    """Start those of the processes that do not run."""
    for program in chosen:
        if not running(layout, program.name):
            try:
                supervisor(layout).supervisor.startProcess(program.name, False)
            except xmlrpc.client.Fault as fault:
                if "ALREADY_STARTED" not in fault.faultString:
                    raise Refusal(
                        f"进程 {program.name} 没有启动：{fault.faultString}", BROKEN_STEP
                    ) from fault


def restart(layout: Layout, names: list[str]) -> None:
    for name in names:
        if running(layout, name):
            supervisor(layout).supervisor.stopProcess(name, True)
        supervisor(layout).supervisor.startProcess(name, False)


def state(layout: Layout, name: str) -> dict[str, object]:
    """What supervisor knows of a process."""
    return dict(supervisor(layout).supervisor.getProcessInfo(name))


def running(layout: Layout, name: str) -> bool:
    return state(layout, name)["statename"] in ("STARTING", "RUNNING")


def stop_supervisor(layout: Layout) -> None:
    """Stop all processes in order, then supervisord itself."""
    if not alive(layout):
        reap(layout)
        return
    pid = supervisor(layout).supervisor.getPID()
    supervisor(layout).supervisor.shutdown()
    wait(
        lambda: not Path(f"/proc/{pid}").exists() or _zombie(int(str(pid))),
        "停止全部进程",
        layout,
        seconds=60,
    )


def answers(url: str, seconds: float = 5.0) -> bool:
    """Whether an address on this machine answers with a good status."""
    host, _, path = url.removeprefix("http://").partition("/")
    try:
        connection = http.client.HTTPConnection(host, timeout=seconds)
        connection.request("GET", f"/{path}")
        return connection.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False


def redis_answers(layout: Layout) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            client.connect(str(layout.redis_socket))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def healthy(layout: Layout, name: str) -> bool:
    """Whether a process does its work, by asking it."""
    ports = layout.ports
    checks: dict[str, Callable[[], bool]] = {
        "postgres": lambda: postgres.ready(layout),
        "redis": lambda: redis_answers(layout),
        "solr": lambda: all(
            answers(f"http://127.0.0.1:{ports['solr']}/solr/{core}/admin/ping")
            for core in solr.DATA
        ),
        "demonstration": lambda: answers(f"http://127.0.0.1:{ports['demonstration']}/"),
        "web": lambda: answers(f"http://127.0.0.1:{ports['web']}/api/3/action/status_show", 30),
    }
    return checks.get(name, lambda: state(layout, name)["statename"] == "RUNNING")()


def wait(ready: Callable[[], bool], what: str, layout: Layout, seconds: float = 240.0) -> None:
    """Wait until `ready`, or refuse and point at the log."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise Refusal(
                f"{what} 在 {seconds:.0f} 秒内没有就绪。请看日志 {layout.log}。", BROKEN_STEP
            )
        time.sleep(0.2)


def await_health(layout: Layout, chosen: list[Program], title: str) -> None:
    """Wait until each of the processes does its work."""
    with step(title):
        for program in chosen:
            wait(partial(healthy, layout, program.name), program.title, layout)
