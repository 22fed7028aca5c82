"""Outside links of public datasets: registered, looked at, told of when they are dead."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from uuid import uuid4

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests.helpers import call_action

from ckanext.ankang.links import config, register, tasks
from ckanext.ankang.links.looking import Look, look
from ckanext.ankang.links.model import Link, now
from ckanext.ankang.workbench.board import person_of
from harvesters.dialler import Dialler

ANSWERS = {"status": 200}


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(ANSWERS["status"])
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site():
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def linked(people, site):
    """A resource of a public dataset that points to the site."""
    package = call_action(
        "package_create",
        name=f"links-{uuid4().hex[:12]}",
        title=f"外部链接 {uuid4().hex[:6]}",
        theme="transport",
        update_frequency="yearly",
        openness="unconditional",
        owner_org=people.ours["id"],
        resources=[{"name": "门户", "url": f"http://{site}/file.csv", "format": "CSV"}],
    )
    register.synchronise()
    return package["resources"][0]


@pytest.fixture
def see(site):
    """Have the link looked at while the site answers so."""

    def looks(resource, *statuses):
        for status in statuses:
            ANSWERS["status"] = status
            link = model.Session.get(Link, resource["id"])
            register.note(link.id, link.url, look(Dialler([site], config.LOOK), link.url))
            model.Session.commit()

    return looks


def state(resource):
    return call_action("ankang_link_show", id=resource["id"])["state"]


def notices(person):
    listed = call_action("ankang_notice_list", {"user": person["name"]}, limit=100)
    return [one["title"] for one in listed["results"] if one["kind"] == register.DEAD]


def test_a_dead_link_is_told_to_the_department_once_and_waits_on_its_workbench(
    app, linked, people, see
):
    title = call_action("package_show", id=linked["package_id"])["title"]

    with app.flask_app.test_request_context():
        see(linked, 404, 404, 404)
        waiting = tasks.sections(person_of(model.User.get(people.clerk["id"])))

    assert notices(people.clerk).count(f"外部链接连续两次打不开：{title}") == 1
    assert notices(people.stranger) == []
    assert any(f"{title}：门户" == one.title for one in waiting[0].entries)


def test_one_failure_is_no_death_and_an_answer_is_recovery(app, linked, see):
    states = []
    with app.flask_app.test_request_context():
        for status in (200, 404, 404, 200):
            see(linked, status)
            states.append(state(linked))

    assert states == ["alive", "failing", "dead", "alive"]


def test_every_look_is_kept_with_its_reason(app, linked, see):
    with app.flask_app.test_request_context():
        see(linked, 200, 403, 500)

    looks = call_action("ankang_link_show", id=linked["id"])["looks"]
    assert [(look["outcome"], look["status"]) for look in looks] == [
        ("broken", 500),
        ("unclear", 403),
        ("alive", 200),
    ]


def test_a_link_that_points_elsewhere_begins_anew(app, linked, see):
    with app.flask_app.test_request_context():
        see(linked, 404, 404)
    call_action("resource_patch", id=linked["id"], url="http://127.0.0.1:9/elsewhere.csv")

    register.synchronise()

    assert state(linked) == "new"


def test_a_look_at_an_address_that_changed_meanwhile_does_not_count(linked):
    register.note(linked["id"], "http://127.0.0.1:9/before.csv", Look("broken", 404, "x"))

    assert state(linked) == "new"


def test_what_is_not_public_is_not_looked_at(linked):
    call_action("package_patch", id=linked["package_id"], private=True)

    register.synchronise()

    with pytest.raises(tk.ObjectNotFound):
        call_action("ankang_link_show", id=linked["id"])


def test_what_is_due_is_looked_at_and_the_next_look_is_planned(
    app, linked, site, ckan_config, monkeypatch
):
    monkeypatch.setitem(ckan_config, config.PREFIX + "allowed", site)
    monkeypatch.setitem(ckan_config, config.PREFIX + "delay_seconds", 0)
    monkeypatch.setitem(ckan_config, config.PREFIX + "looks", 500)
    ANSWERS["status"] = 200
    others = sa.update(Link).where(Link.id != linked["id"])
    model.Session.execute(others.values(due=sa.func.now() + sa.text("interval '1 day'")))
    model.Session.commit()
    job = SimpleNamespace(progress=lambda *_: None)

    with app.flask_app.test_request_context():
        register.look_job(job, {})

    link = model.Session.get(Link, linked["id"], populate_existing=True)
    hours = (link.due - now()).total_seconds() / 3600
    planned = sa.text("SELECT count(*) FROM ankang_job WHERE key = :key AND state = 'waiting'")
    assert (link.state, round(hours)) == ("alive", 12)
    assert model.Session.scalar(planned, {"key": register.SOON}) == 1


@pytest.mark.parametrize("type", ["dataset", "document"])
def test_where_a_package_came_from_is_looked_at_and_its_death_told(
    app, get, complete_package, people, site, see, type
):
    origin = {"source_name": "市政府", "source_identifier": "1", "source_url": f"http://{site}/old"}
    package = call_action(
        "package_create", **complete_package(type=type, owner_org=people.ours["id"], **origin)
    )
    register.synchronise()
    link = {"id": f"{package['id']}.source_url"}

    with app.flask_app.test_request_context():
        see(link, 404, 404)

    page = get(f"/links/{link['id']}", people.clerk)
    assert state(link) == "dead"
    assert f"外部链接连续两次打不开：{package['title']}" in notices(people.clerk)
    assert (page.status_code, f"/{type}/{package['name']}" in page.text) == (200, True)


def test_an_address_that_is_gone_from_the_dataset_is_looked_at_no_more(
    complete_package, people, site
):
    origin = {"source_url": f"http://{site}/old"}
    package = call_action(
        "package_create", **complete_package(owner_org=people.ours["id"], **origin)
    )
    register.synchronise()
    call_action("package_patch", id=package["id"], source_url="")

    register.synchronise()

    assert model.Session.get(Link, f"{package['id']}.source_url") is None


def test_a_host_that_takes_its_time_leaves_its_other_links_to_the_next_job(
    app, linked, site, ckan_config, monkeypatch
):
    settings = {"allowed": site, "delay_seconds": 0, "looks": 500, "host_seconds": 0}
    for name, value in settings.items():
        monkeypatch.setitem(ckan_config, config.PREFIX + name, value)
    ANSWERS["status"] = 200
    more = {"package_id": linked["package_id"], "name": "另一个", "url": f"http://{site}/b.csv"}
    second = call_action("resource_create", **more)
    ours = (linked["id"], second["id"])
    others = sa.update(Link).where(Link.id.not_in(ours))
    model.Session.execute(others.values(due=sa.func.now() + sa.text("interval '1 day'")))
    model.Session.commit()

    with app.flask_app.test_request_context():
        register.look_job(SimpleNamespace(progress=lambda *_: None), {})

    assert sorted(state({"id": one}) for one in ours) == ["alive", "new"]


@pytest.mark.parametrize(
    ("who", "status"), [("clerk", 200), ("admin", 200), ("stranger", 403), ("nobody", 403)]
)
def test_the_page_of_a_link_is_its_department_s(get, linked, people, who, status):
    answer = get(f"/links/{linked['id']}", getattr(people, who))

    assert answer.status_code == status


def test_the_list_shows_a_department_its_own(get, linked, people):
    title = call_action("package_show", id=linked["package_id"])["title"]

    pages = [get("/links?state=new", person).text for person in (people.clerk, people.stranger)]

    assert [title in page for page in pages] == [True, False]


def test_the_resource_s_page_says_that_its_link_is_dead(app, get, linked, see):
    with app.flask_app.test_request_context():
        see(linked, 404, 404)

    package = call_action("package_show", id=linked["package_id"])
    page = get(f"/dataset/{package['name']}/resource/{linked['id']}").text

    assert "外部链接打不开" in page


def test_what_is_erased_leaves_no_link_and_no_look(app, linked, see):
    with app.flask_app.test_request_context():
        see(linked, 200)

    register.erase("", [linked["id"]])
    model.Session.commit()

    looks = sa.text("SELECT count(*) FROM ankang_link_look WHERE link_id = :id")
    assert model.Session.get(Link, linked["id"]) is None
    assert model.Session.scalar(looks, {"id": linked["id"]}) == 0
