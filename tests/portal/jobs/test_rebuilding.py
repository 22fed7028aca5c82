"""A rebuild has its notes to itself for a while; whatever else changes is the workers' at once."""

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.lib.search.common import make_connection
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.jobs import outbox, rebuilding


@pytest.fixture
def noted(complete_package):
    """A dataset that a rebuild has noted and not indexed; it is missing in the index."""
    owner = factories.Organization()["id"]
    made = call_action("package_create", **complete_package(owner_org=owner))
    rebuilding.drain()
    make_connection().delete(q=f'id:"{made["id"]}"', commit=True)
    rebuilding.rebuild(0, lambda: None)
    yield made["id"]
    # Nothing is left that other tests would wait for in vain.
    rebuilding.drain()


def found(package_id):
    return make_connection().search(f'id:"{package_id}"').hits


def test_workers_leave_to_a_rebuild_what_it_noted(noted):
    outbox.drain()

    assert not found(noted)


def test_a_rebuild_indexes_what_it_noted(noted):
    rebuilding.drain()

    assert found(noted)
    assert outbox.waiting() == 0


def test_a_change_made_meanwhile_is_indexed_at_once(noted):
    outbox.note(noted)
    model.Session.commit()

    outbox.drain()

    assert found(noted)


def test_what_a_killed_rebuild_left_is_due_for_workers_later(noted):
    later = f"UPDATE ankang_outbox SET due = due - interval '{rebuilding.HEAD_START_SECONDS} s'"
    model.Session.execute(sa.text(later))
    model.Session.commit()

    outbox.drain()

    assert found(noted)
    assert outbox.waiting() == 0
