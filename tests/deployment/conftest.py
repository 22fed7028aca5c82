"""Drills on a whole portal that deploy/up made; the harness says where it lies (deploy/test deployment)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
sys.path.insert(0, str(CHECKOUT / "deploy"))

from control import processes  # noqa: E402
from control.layout import Layout  # noqa: E402


def deploy(name: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command of deploy/ as an operator would."""
    return subprocess.run(
        [str(CHECKOUT / "deploy" / name), *arguments],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
    )


def count(layout: Layout, database: str, query: str) -> str:
    """What a query answers in one of the portal's databases."""
    from control import postgres

    return postgres.sql(layout, query, database).strip()


def content(layout: Layout) -> dict[str, object]:
    """What must never be lost: packages, versions with hashes, documents, audit, DataStore rows."""
    tables = count(
        layout, "datastore",
        "SELECT string_agg(quote_ident(tablename), ' ' ORDER BY tablename) FROM pg_tables "
        "WHERE schemaname = 'public' AND tablename ~ '^[0-9a-f-]{36}$'",
    ).split()  # fmt: skip
    return {
        "packages": count(layout, "ckan", "SELECT string_agg(name || state, ' ' ORDER BY name) FROM package"),
        "versions": count(layout, "ckan", "SELECT string_agg(id || sha256, ' ' ORDER BY id) FROM ankang_file_version"),
        "articles": count(layout, "ckan", "SELECT count(*), md5(string_agg(text, '' ORDER BY id)) FROM ankang_document_article"),
        "audit": count(layout, "ckan", "SELECT count(*), max(number) FROM ankang_audit_entry"),
        "rows": {table: count(layout, "datastore", f"SELECT count(*) FROM {table}") for table in tables},
    }  # fmt: skip


def harvested(layout: Layout) -> str:
    """What the sources brought, without what the browser tests publish as departments."""
    return count(
        layout, "ckan",
        "SELECT string_agg(DISTINCT p.name || p.state, ' ' ORDER BY p.name || p.state) FROM package p "
        "JOIN ankang_case_item i ON i.package_id = p.id JOIN ankang_case c ON c.id = i.case_id "
        "WHERE c.profile = 'harvest'",
    )  # fmt: skip


def search(layout: Layout, word: str) -> int:
    """How many the portal's own API finds."""
    import urllib.parse
    import urllib.request

    url = f"http://127.0.0.1:{layout.ports['web']}/api/3/action/package_search?q={urllib.parse.quote(word)}"
    with urllib.request.urlopen(url, timeout=60) as answer:
        return int(json.load(answer)["result"]["count"])


@pytest.fixture(scope="session")
def portal() -> Layout:
    """The running portal."""
    return Layout.portal()


@pytest.fixture
def healthy_portal(portal: Layout) -> Layout:
    """The running portal, with every process well."""
    for program in processes.programs(portal):
        processes.wait(
            lambda name=program.name: processes.healthy(portal, name), program.title, portal
        )
    return portal
