"""The library at 10,000 documents: searched, and the force of all on a day, against doing it in Python.

Nothing of it is ever seen: documents stand in a transaction that is rolled back, their entries in a Solr core
of their own, which is removed at the end. The text of each is drawn from the articles of the corpus.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import statistics
import sys
import tarfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app

from ckanext.ankang.documents.text.structure import from_markdown, parse
from ckanext.ankang.search.analysis import query
from ckanext.ankang.search.library import answers, index, questions
from ckanext.ankang.search.library.entries import Interval, entries
from ckanext.ankang.validity import events as kinds
from ckanext.ankang.validity.events import Document, Event
from ckanext.ankang.validity.force import answer, intervals

CHECKOUT = Path(__file__).parents[2]
sys.path.insert(0, str(CHECKOUT / "deploy"))

from control.machine import own  # noqa: E402

CORPUS = CHECKOUT / "tests" / "samples" / "documents" / "regulations.tar.xz"
DOCUMENTS = int(os.environ.get("ANKANG_BENCH_DOCUMENTS", "10000"))
ARTICLES = 20
QUESTIONS = 200
ROUNDS = 5
CORE = "library-bench"
TOPICS = (
    "停车",
    "公共交通",
    "养老服务",
    "农药",
    "消防",
    "招标投标",
    "食品安全",
    "不动产登记",
    "政务公开",
)
NAMES = ("管理办法", "实施细则", "暂行规定", "工作方案", "实施意见", "若干措施")
DAY = date(2024, 12, 31)


def _pool() -> list[dict[str, Any]]:
    """Every article of the corpus."""
    with tarfile.open(CORPUS) as corpus:
        texts = [
            file.read().decode()
            for member in corpus
            if member.name.endswith(".md") and (file := corpus.extractfile(member))
        ]
    nodes = [node for text in texts for node in parse(from_markdown(text)).nodes]
    shown = ("kind", "anchor", "heading", "text")
    return [{n: getattr(node, n) for n in shown} for node in nodes if node.kind == "article"]


def _document(number: int, chance: random.Random) -> tuple[dict[str, Any], Document, list[Event]]:
    """A document with its events: published, in force, perhaps verified, repealed or lapsed."""
    begun = date(2000, 1, 1) + timedelta(days=chance.randrange(9_000))
    title = f"示例{number % 97}区{chance.choice(TOPICS)}{chance.choice(NAMES)}"
    package = {
        "id": f"bench-{number}",
        "name": f"bench-{number}",
        "title": title,
        "kind": chance.choice(("normative", "normative", "government-rule", "other")),
        "issuer": f"示例{number % 40}局",
        "document_number": f"示{number % 40}发〔{begun.year}〕{number}号",
        "date_published": begun.isoformat(),
        "topic": f"{number % 22 + 1:02}",
    }
    acts = [(kinds.PUBLISHED, begun), (kinds.EFFECTIVE, begun + timedelta(days=30))]
    acts += [(kinds.VERIFIED, begun + timedelta(days=400 * n)) for n in range(1, 9)]
    if chance.random() < 0.4:
        acts.append((kinds.REPEALED, begun + timedelta(days=chance.randrange(100, 6_000))))
    known = datetime(2026, 1, 1, tzinfo=UTC)
    life = [
        Event(id=f"{number}-{n}", document=package["id"], kind=kind, day=day, known=known, state="accepted")
        for n, (kind, day) in enumerate(acts)
    ]  # fmt: skip
    return package, Document(package["id"], package["kind"], title, (package["issuer"],)), life


def _rows(document: Document, life: list[Event]) -> list[dict[str, Any]]:
    return [
        Interval(span.answer.force, span.start, span.until, span.answer.flags, "示例。").as_dict()
        for span in intervals(document, life)
    ]


def _seconds(ask: Callable[[], Any]) -> float:
    started = time.perf_counter()
    ask()
    return time.perf_counter() - started


def _figure(what: str, ours: list[float], theirs: list[float], pick: Callable[..., float]) -> Any:
    return {
        "what": what,
        "unit": "毫秒",
        "ours": pick(ours) * 1000,
        "theirs": pick(theirs) * 1000,
    }


def _worst_twentieth(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def _force(library: list[Any]) -> Any:
    """The force of all on a day: one SQL query, against the rules asked for each document."""
    packages = [{"id": package["id"], "title": package["title"]} for package, _, _, _ in library]
    model.Session.execute(
        sa.text(
            "INSERT INTO package (id, name, title, type, state, private)"
            " VALUES (:id, :id, :title, 'document', 'active', false)"
        ),
        packages,
    )
    spans = [
        {"id": package["id"], **row, "flags": json.dumps(row["flags"])}
        for package, _, _, rows in library
        for row in rows
    ]
    model.Session.execute(
        sa.text(
            "INSERT INTO ankang_document_force (package_id, days, since, state, flags, sentence)"
            " VALUES (:id, daterange(CAST(:day_from AS date), CAST(:day_until AS date)),"
            " CAST(:day_from AS date), :state, CAST(:flags AS jsonb), :sentence)"
        ),
        spans,
    )
    model.Session.execute(sa.text("ANALYZE ankang_document_force"))
    listed = tk.get_action("ankang_document_force_list")
    asked = {"as_of": DAY.isoformat()}
    found = [one for one in listed({}, dict(asked)) if one["id"].startswith("bench-")]
    states = {one["id"]: one["state"] for one in found}
    judged = {
        package["id"]: answer(document, life, DAY).force for package, document, life, _ in library
    }
    if states != judged:
        raise SystemExit("效力列表与逐份推算的结果不一致。")
    ours = [_seconds(lambda: listed({}, dict(asked))) for _ in range(ROUNDS)]
    theirs = [
        _seconds(lambda: [answer(document, life, DAY) for _, document, life, _ in library])
        for _ in range(ROUNDS)
    ]
    model.Session.rollback()
    return _figure(
        f"{len(library)} 份文件在某一天的效力，对照逐份推算", ours, theirs, statistics.median
    )


@contextmanager
def _core(solr: str) -> Iterator[None]:
    """A core like `library`, empty; gone afterwards."""
    home = Path(os.environ["CKAN_INI"]).parents[1] / "solr" / "home"
    server = solr.rpartition("/")[0]
    own(home / CORE, "solr", 0o770)
    shutil.copytree(home / "library" / "conf", home / CORE / "conf", dirs_exist_ok=True)
    _admin(server, action="CREATE", name=CORE, instanceDir=CORE)
    tk.config["ckanext.ankang.search.library_core"] = CORE
    try:
        yield
    finally:
        _admin(server, action="UNLOAD", core=CORE, deleteInstanceDir="true", deleteDataDir="true")
        shutil.rmtree(home / CORE, ignore_errors=True)


def _admin(server: str, **asked: str) -> None:
    with urllib.request.urlopen(f"{server}/admin/cores?{urlencode(asked)}", timeout=60) as done:
        done.read()


def _fill(library: list[Any], chance: random.Random) -> None:
    pool, solr, batch = _pool(), index.connection(), []
    for package, _, _, rows in library:
        text = {"number": 1, "nodes": chance.sample(pool, ARTICLES)}
        batch += entries(package, [text], rows)
        if len(batch) > 5_000:
            solr.add(batch, commit=False)
            batch = []
    solr.add(batch, commit=True)


def _questions(library: list[Any], chance: random.Random) -> list[dict[str, Any]]:
    """Words, titles, numbers, and none at all; half of them on another day or in one field."""
    asked = []
    for number in range(QUESTIONS):
        package = library[chance.randrange(len(library))][0]
        words = (
            chance.choice(TOPICS),
            f"{chance.choice(TOPICS)} 罚款",
            package["title"],
            package["document_number"],
            "县级以上人民政府 责令改正",
            "",
        )[number % 6]
        narrowed = {"kind": "normative"} if number % 2 else {"as_of": f"{2005 + number % 20}-06-01"}
        asked.append({"q": words, "force": "effective", **narrowed})
    return asked


def _afterwards(asked: dict[str, Any]) -> None:
    """The same without days in the index: everything found, then judged, counted and sorted in Python."""
    words, day = query(asked["q"]), date.fromisoformat(asked.get("as_of", DAY.isoformat()))
    passed = next(questions.passes(words, "all")) if words.strict else questions.everything()
    found = index.ask({**passed, "fq": "entity:text", "fl": "header", "rows": DOCUMENTS})
    judged = answers.results(found.docs, day)
    kept = [one for one in judged if one["force"] in questions.EFFECTIVE]
    for field in ("kind", "issuer", "topic", "date_published"):
        counts: dict[str, int] = {}
        for one in kept:
            counts[one.get(field, "")] = counts.get(one.get(field, ""), 0) + 1


def _search(library: list[Any], solr: str) -> Any:
    chance = random.Random(7)
    with _core(solr):
        _fill(library, chance)
        search = tk.get_action("ankang_library_search")
        asked = _questions(library, chance)
        # The words are cut by dictionaries that are read once.
        search({}, dict(asked[0]))
        ours = [_seconds(lambda one=one: search({}, dict(one))) for one in asked]
        # Each of these fetches up to 10,000 documents: a tenth of the questions tells enough.
        theirs = [_seconds(lambda one=one: _afterwards(one)) for one in asked[::10]]
    what = f"{len(library)} 份文件中检索，二十次里最慢的一次（p95），对照取回全部后再筛选"
    return _figure(what, ours, theirs, _worst_twentieth)


def main() -> None:
    """Print the figures as JSON."""
    config = load_config(os.environ["CKAN_INI"])
    app = make_app(config)
    chance = random.Random(2026)
    made = [_document(number, chance) for number in range(DOCUMENTS)]
    library = [(package, document, life, _rows(document, life)) for package, document, life in made]
    with app._wsgi_app.test_request_context():  # type: ignore[attr-defined]
        figures = [_force(library), _search(library, str(tk.config["solr_url"]))]
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    main()
