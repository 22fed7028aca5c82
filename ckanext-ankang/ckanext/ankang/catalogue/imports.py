"""Making drafts of a whole 目录, and lines of a 清单: what a file says, done or only shown."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import authz, model
from ckan.types import Context

from ckanext.ankang.catalogue import config, importing
from ckanext.ankang.catalogue.days import day_of, today
from ckanext.ankang.catalogue.importing import Line, Problem, Reading
from ckanext.ankang.catalogue.model import CatalogueCode, CatalogueUpload, PlanItem
from ckanext.ankang.catalogue.vocabularies import key
from ckanext.ankang.tables import Limits

Json = dict[str, Any]


def run(context: Context, upload: CatalogueUpload, data: Json) -> Json:
    """Do what a file says, or with `dry_run` tell what would be done; errors leave the rest going."""
    kind, dry = data["kind"], data["dry_run"]
    found = _read(upload, kind, data.get("owner_org") or "")
    done: list[Json] = []
    problems = list(found.problems)
    work = _Catalogue(context) if kind == importing.CATALOGUE else _Plan(context)
    check = cache(partial(_check_department, context))
    for line in found.lines:
        try:
            check(line.values["owner_org"])
            done.append({**_told(line), **work.do(line, dry=dry)})
        except importing.WrongValue as error:
            problems.append(_problem(line, error.template, error.fields))
        except tk.ValidationError as error:
            for name, sentence in error.error_summary.items():
                told = {"field": str(name), "sentence": str(sentence)}
                problems.append(_problem(line, "“{field}”：{sentence}", told))
        except tk.NotAuthorized as error:
            problems.append(_problem(line, "{sentence}", {"sentence": str(error)}))
    return {
        "file": upload.name,
        "kind": kind,
        "dry_run": dry,
        "upload_id": upload.id,
        "made": done,
        "problems": [_shown(upload.name, problem) for problem in sorted(problems, key=_row)],
        "ignored": list(found.ignored),
    }


def _read(upload: CatalogueUpload, kind: str, department: str) -> Reading:
    with tempfile.NamedTemporaryFile(suffix=Path(upload.name).suffix) as file:
        file.write(upload.content)
        file.flush()
        return importing.read_file(
            Path(file.name),
            upload.name,
            kind,
            department=department,
            today=today(),
            limits=Limits(archive_bytes=20 * config.import_bytes()),
            rows=config.import_rows(),
        )


def _check_department(context: Context, name: str) -> None:
    if model.Group.get(name) is None:
        sentence = "部门“{name}”还没有在平台建立。请与平台联系登记。"
        raise importing.WrongValue(sentence, name=name)
    if not (context.get("ignore_auth") or may_write(context.get("user", ""), name)):
        sentence = "您不是“{name}”的编目人员，不能导入它的目录。"
        raise importing.WrongValue(sentence, name=model.Group.get(name).title)


def may_write(user: str, department: str) -> bool:
    """Whether a person may enter datasets of a department."""
    return bool(authz.has_user_permission_for_group_or_org(department, user, "create_dataset"))


class _Catalogue:
    """Lines of a 目录 as drafts: of a new dataset, or of a change of the one that is public."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.public: dict[str, dict[str, str]] = {}
        self.drafts: dict[str, dict[str, Json]] = {}

    def do(self, line: Line, *, dry: bool) -> Json:
        """Begin or go on with one draft."""
        content = _content(line.values)
        department = line.values["owner_org"]
        if package_id := self._public(line.values):
            return self._change(package_id, content, dry=dry)
        draft = self._drafts(department).get(key(content["title"]))
        if dry:
            return {"change": "draft" if draft else "new"}
        begun = draft or self._call(
            "ankang_revision_create", owner_org=department, title=content["title"]
        )
        return {"change": "draft" if draft else "new", **self._saved(begun, content)}

    def _change(self, package_id: str, content: Json, *, dry: bool) -> Json:
        known = self._call("package_show", id=package_id)
        if all(_same(known.get(name), value) for name, value in content.items()):
            return {"change": "unchanged", "url": _url(known)}
        if dry:
            return {"change": "change"}
        begun = self._call("ankang_revision_create", package_id=package_id)
        return {"change": "change", **self._saved(begun, content)}

    def _saved(self, revision: Json, content: Json) -> Json:
        arguments = {"id": revision["id"], "edit": revision["edit"], "content": content}
        saved = self._call("ankang_revision_save", **arguments)
        return {"revision": saved["id"], "url": saved["url"]}

    def _public(self, values: Json) -> str | None:
        """Return the public dataset that a line is about: by its code, else by its title."""
        if code := values.get("code"):
            query = sa.select(CatalogueCode.package_id).where(CatalogueCode.code == code)
            if package_id := model.Session.scalar(query):
                return str(package_id)
            sentence = "没有代码为“{code}”的数据集。新条目请把代码留空，由平台生成。"
            raise importing.WrongValue(sentence, code=code)
        department = values["owner_org"]
        if department not in self.public:
            self.public[department] = titles_of(department)
        return self.public[department].get(key(values["title"]))

    def _drafts(self, department: str) -> dict[str, Json]:
        """The person's open drafts of new datasets: a file that comes again makes no second ones."""
        if department not in self.drafts:
            self.drafts[department] = {
                key(draft["title"]): draft
                for state in ("draft", "returned")
                for draft in self._pages(department, state)
                if draft["base"] is None
            }
        return self.drafts[department]

    def _pages(self, department: str, state: str) -> Iterator[Json]:
        size, first = 200, 0
        while page := self._call(
            "ankang_revision_list",
            department=department,
            state=state,
            mine=True,
            limit=size,
            offset=first,
        ):
            yield from page
            first += size

    def _call(self, action: str, **data: Any) -> Any:
        """Ask as the person: what he may not do is refused there."""
        names = ("user", "auth_user_obj", "ignore_auth")
        context: Context = {name: self.context[name] for name in names if name in self.context}  # type: ignore[assignment,literal-required]
        return tk.get_action(action)(context, data)


class _Plan:
    """Lines of a 清单, one for each title of a department."""

    def __init__(self, context: Context) -> None:
        self.user = context.get("user", "")

    def do(self, line: Line, *, dry: bool) -> Json:
        """Enter a line, or move the month and openness of one that is there."""
        values = line.values
        month = day_of(values["month"])
        query = sa.select(PlanItem).where(
            PlanItem.department == values["owner_org"], PlanItem.title == values["title"]
        )
        item = model.Session.scalar(query)
        if item and (item.month, item.openness) == (month, values["openness"]):
            return {"change": "unchanged"}
        if not dry:
            item = item or PlanItem(department=values["owner_org"], title=values["title"])
            item.month, item.openness, item.entered_by = month, values["openness"], self.user
            model.Session.add(item)
        return {"change": "change" if item and item.entered else "new"}


def titles_of(department: str) -> dict[str, str]:
    """Return the public datasets of a department: id by the key of the title."""
    query = (
        sa.select(model.Package.title, model.Package.id)
        .join(model.Group, model.Group.id == model.Package.owner_org)
        .where(
            model.Group.name == department,
            model.Package.type == "dataset",
            model.Package.state == "active",
            model.Package.private.is_(False),
        )
    )
    return {key(title): id for title, id in model.Session.execute(query)}


def _content(values: Json) -> Json:
    """Return the fields of a draft: the portal sets code and department itself."""
    content = {name: value for name, value in values.items() if name not in ("code", "owner_org")}
    if tags := content.pop("tag_string", ""):
        content["tags"] = [{"name": tag} for tag in tags.split(",")]
    return content


def _same(known: Any, said: Any) -> bool:
    """Whether a line says of a field what is public; entries are compared by what it names."""
    if isinstance(said, list):
        known = known or []
        pairs = zip(known, said, strict=False)
        return len(known) == len(said) and all(
            all(old.get(name) == value for name, value in new.items()) for old, new in pairs
        )
    return bool((known or "") == said)


def _url(package: Json) -> str:
    return str(tk.h.url_for("dataset.read", id=package["name"], qualified=True))


def _told(line: Line) -> Json:
    department = model.Group.get(line.values["owner_org"])
    return {
        "row": line.row,
        "title": line.values["title"],
        "department": department.title if department else line.values["owner_org"],
    }


def _problem(line: Line, template: str, fields: dict[str, str]) -> Problem:
    return Problem(line.row, "", line.values["title"], template, fields)


def _row(problem: Problem) -> int:
    return problem.row


def _shown(file: str, problem: Problem) -> Json:
    shown = asdict(problem)
    sentence = tk._(shown.pop("template")).format(**shown.pop("fields"))
    return {"file": file, **shown, "problem": sentence}
