"""A dataset in every state that is not public, each with a word of its own that nobody else may read."""

import io
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from ckan import model, plugins
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from werkzeug.datastructures import FileStorage

from ckanext.ankang.jobs import outbox
from ckanext.ankang.jobs.worker import run_due
from ckanext.ankang.review.profiles import checklist, profiles

FIELDS = {"theme": "transport", "update_frequency": "yearly", "openness": "unconditional"}
STEPS = [step.code for step in profiles()["standard"].steps]


@dataclass
class Secret:
    """What is not public: its word, and everything it can be asked for by."""

    state: str
    word: str
    revision: dict = field(default_factory=dict)
    case: str = "meiyou"

    @property
    def values(self):
        """By the kind of argument that a rule or an action takes."""
        content = self.revision["content"]
        resource = (content.get("resources") or [{}])[0]
        return {
            "package": self.revision["package_id"],
            "name": content.get("name") or self.revision["package_id"],
            "revision": self.revision["id"],
            "resource": resource.get("id", "meiyou"),
            "version": resource.get("version_id", "meiyou"),
            "case": self.case,
        }


class Office:
    """The department whose people bring secrets as far as a test wants."""

    def __init__(self, app, people):
        self.app, self.people = app, people
        self.department = people.ours["id"]
        self.clerk = people.clerk["name"]
        grant = {"department": self.department, "post": "clerk", "person": self.clerk}
        helpers.call_action("ankang_post_grant", **grant)
        steps = profiles()["standard"].steps
        self.posts = {step.code: self._holder(step.posts[0]) for step in steps}

    def _holder(self, post):
        name = f"shili-{uuid4().hex[:12]}"
        factories.User(name=name, email=f"{name}@example.com")
        helpers.call_action("ankang_post_grant", person=name, post=post, department=self.department)
        return name

    def call(self, action, person=None, **data):
        return tk.get_action(action)({"user": person or self.clerk, "ignore_auth": False}, data)

    def draft(self, state, package_id=None):
        word = f"mimi{uuid4().hex[:12]}"
        begun = {"package_id": package_id} if package_id else {"title": f"{word}名录"}
        made = self.call("ankang_revision_create", owner_org=self.department, **begun)
        upload = FileStorage(
            io.BytesIO(f"编号,{word}列\n1,{word}格\n".encode()), filename=f"{word}.csv"
        )
        added = self.call("ankang_revision_file_add", id=made["id"], upload=upload)
        run_due(self.app.flask_app)
        said = {**FIELDS, "title": f"{word}名录", "notes": f"{word}摘要"}
        said["tag_string"] = f"{word}签"
        saved = self.call("ankang_revision_save", id=made["id"], edit=added["edit"], content=said)
        return Secret(state, word, saved)

    def submitted(self, state, package_id=None, signed=0, decision=None):
        secret = self.draft(state, package_id)
        asked = {
            "ids": [secret.revision["id"]],
            "profile": "standard",
            "title": f"{secret.word}案卷",
        }
        (shown,) = self.call("ankang_revision_submit", **asked)["revisions"]
        secret.case = shown["case_id"]
        for step in STEPS[:signed]:
            self.decide(secret, step, "approve")
        if decision:
            person = None if decision == "withdraw" else self.posts[STEPS[signed]]
            self.call(
                "ankang_case_decide", person, id=secret.case, decision=decision,
                reason=f"{secret.word}理由",
            )  # fmt: skip
        return secret

    def decide(self, secret, step, decision):
        form = profiles()["standard"].step(step).checklist
        answers = {question.code: "yes" for question in checklist(form).questions}
        said = {"answers": answers, "proofread": True, "step": step, "decision": decision}
        if step == "secrecy":
            shown = self.call("ankang_case_show", self.posts[step], id=secret.case)
            items = {item["id"]: {"conclusion": "public"} for item in shown["items"]}
            said["secrecy"] = {"items": items, "joined": {"conclusion": "public"}}
        self.call("ankang_case_decide", self.posts[step], id=secret.case, **said)

    def published(self):
        return self.submitted("published", signed=len(STEPS))

    def erased(self):
        secret = self.published()
        run_due(self.app.flask_app)
        officers = [self._holder("duty_officer") for _ in range(2)]
        about = {"package_id": secret.revision["package_id"], "ground": "示例依据"}
        row = self.call("ankang_erasure_hide", officers[0], **about)
        self.call("ankang_erasure_request", officers[0], id=row["id"], ground="示例依据")
        self.call("ankang_erasure_confirm", officers[1], id=row["id"])
        secret.state = "erased"
        return secret


@pytest.fixture(scope="module")
def office(people):
    plugins.load_all()
    app = helpers._get_test_app()
    return Office(app, people)


@pytest.fixture(scope="module")
def secrets(office):
    """One of each state; the public dataset under a pending change stays public."""
    made = [office.draft("draft")]
    made += [office.submitted(f"submitted, {n} signed", signed=n) for n in range(len(STEPS))]
    made += [office.submitted(word, decision=word) for word in ("return", "reject", "withdraw")]
    public = office.published()
    made.append(office.submitted("pending version", public.revision["package_id"], signed=2))
    made.append(office.erased())
    run_due(office.app.flask_app)
    outbox.drain()
    model.Session.remove()
    return made, public


@pytest.fixture(scope="module")
def send_file():
    """Makes an upload."""
    return lambda: FileStorage(io.BytesIO("编号\n1\n".encode()), filename="越权.csv")
