"""Actions of `documents`."""

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from .. import arrivals, changes, comparing, lots, proofs
from ..model import DocumentProof, DocumentVersion
from . import schema as _schema


@tk.side_effect_free
def ankang_document_text_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show a text of a document as a structure.

    :param id: the id or name of the document
    :param number: which of its texts; the one published last when not given
    :returns: ``{id, name, title, version: {number, sha256, complete, problems, repairs, …},
        versions: [every version], nodes: [{kind, number, heading, text, anchor, supplied}]}``
    """
    tk.check_access("ankang_document_text_show", context, data_dict)
    data = _valid(data_dict, _schema.ankang_document_text_show(), context)
    package = tk.get_action("package_show")(context, {"id": data["id"]})
    versions = DocumentVersion.all(package["id"])
    wanted = data.get("number") or (versions[-1].number if versions else None)
    version = next((one for one in versions if one.number == wanted), None)
    if package["type"] != "document" or version is None:
        raise tk.ObjectNotFound(tk._("“{title}”没有正文。").format(title=package["title"]))
    return {
        "id": package["id"],
        "name": package["name"],
        "title": package["title"],
        "version": version.as_dict(),
        "versions": [one.as_dict() for one in versions],
        "nodes": [article.as_dict() for article in version.articles],
    }


def ankang_document_import(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Bring files in as drafts of a department: read, recognised, kept with their text.

    :param owner_org: the department, by id or name
    :param upload: a file, or a list of files
    :param kind: what kind of document they are, if the bringer knows (optional)
    :param text_source: where their text comes from (optional)
    :returns: ``{files: [{name, state: drafted|known|refused, sentence?, revision_id?, package_id?,
        title?, scanned?, fields?, told?}]}``; a file that is refused leaves the others alone
    """
    data = _valid(data_dict, _schema.ankang_document_import(), context)
    tk.check_access("ankang_document_import", context, data)
    said = {name: data[name] for name in ("kind", "text_source") if data.get(name)}
    uploads = data["upload"] if isinstance(data["upload"], list) else [data["upload"]]
    known = {name: context[name] for name in ("user", "auth_user_obj") if name in context}
    files = [arrivals.take(known, data["owner_org"], upload, said) for upload in uploads]
    return {"files": files}


def ankang_document_text_change(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Bring in another text of a published document, as a draft: the published one is never edited.

    :param id: the document, by id or name
    :param upload: the file with the whole text
    :param kind: corrected (更正), amended (修改) or reread (the original is the same, it was read wrongly)
    :param title: the document that corrects or amends; number: its number
    :param day: the day on which the correction was published, or the amendment takes force
    :returns: what `ankang_document_import` answers of one file
    """
    data = _valid(data_dict, _schema.ankang_document_text_change(), context)
    tk.check_access("ankang_document_text_change", context, data)
    change = {name: data[name] for name in ("kind", "title", "number", "day") if data.get(name)}
    if sentence := changes.missing(change):
        raise tk.ValidationError({"title": [sentence]})
    known = {name: context[name] for name in ("user", "auth_user_obj") if name in context}
    return arrivals.take_change(known, data["id"], data["upload"], change)


def ankang_document_proof_record(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say that the text of an item was compared with its original, and whether it is the same.

    :param item: the id of the item of a case
    :param same: whether text and original say the same
    :param note: where they differ (needed when they do)
    """
    data = _valid(data_dict, _schema.ankang_document_proof_record(), context)
    tk.check_access("ankang_document_proof_record", context, data)
    if not data["same"] and not data["note"]:
        problem = tk._("与原件不一致时，请写明哪里不一致。")
        raise tk.ValidationError({"note": [problem]})
    known = {name: context[name] for name in ("user", "auth_user_obj") if name in context}
    item = tk.get_action("ankang_case_item_open")({**known}, {"id": data["item"]})
    case = tk.get_action("ankang_case_show")({**known}, {"id": item["case_id"]})
    whole = next(one for one in case["items"] if one["id"] == data["item"])
    turn = case["turn"]
    if not (turn and turn["mine"] and turn["step"] == lots.STEP and not turn["refusal"]):
        refusal = (turn or {}).get("refusal")
        raise tk.NotAuthorized(refusal or tk._("现在不由您核对原件。请刷新页面查看最新状态。"))
    proof = proofs.record(case, whole, context["user"], same=data["same"], note=data["note"])
    model.Session.commit()
    return proof.as_dict()


@tk.side_effect_free
def ankang_document_proof_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """The comparisons of a case with its originals.

    :param case: the id of the case
    :returns: ``{wanted: [items that must be compared], proofs: [{item_id, person, compared, same, note}]}``
    """
    data = _valid(data_dict, _schema.ankang_document_proof_list(), context)
    tk.check_access("ankang_document_proof_list", context, data)
    case = tk.get_action("ankang_case_show")({**context}, {"id": data["case"]})
    found = [proof.as_dict() for proof in DocumentProof.of_case(case["id"])]
    return {"wanted": proofs.wanted(case), "proofs": found}


def _valid(data_dict: dict[str, Any], rules: Any, context: Any) -> dict[str, Any]:
    data, errors = tk.navl_validate(data_dict, rules, context)
    if errors:
        raise tk.ValidationError(errors)
    return dict(data)


@tk.side_effect_free
def ankang_document_comparison_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Compare two texts, of one document or of two, article by article.

    :param from: the older text: ``{id, number?}``, or in an address ``id`` or ``id@number``
    :param to: the newer text (optional, default: the newest of the same document)
    :returns: ``{from, to: {id, name, title, number, day_from, sha256}, counts: {relation: n},
        rows: [{relation, same_words, before, after: [{kind, number, heading, anchor, text}],
        pieces: [{kind: kept|deleted|inserted, before, after}]}]}``; a relation is one of same,
        renumbered, references, changed, moved, split, merged, added, removed
    """
    data, errors = tk.navl_validate(data_dict, _schema.ankang_document_comparison_show(), context)
    if errors:
        raise tk.ValidationError(errors)
    tk.check_access("ankang_document_comparison_show", context, data)
    texts = (data["from"], data.get("to") or {"id": data["from"]["id"], "number": None})
    older, newer = (
        (tk.get_action("package_show")(dict(context), {"id": text["id"]}), text["number"])
        for text in texts
    )
    return comparing.comparison(*comparing.sides(older, newer))


@tk.side_effect_free
def ankang_document_article_successor_show(
    context: Any, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Say what an article of a text is today, and whether its words are the same.

    :param id: the id or name of the document
    :param number: the number of the text
    :param anchor: the article: article-21
    :returns: ``{id, from, today: {number, articles, same_words}, steps: [{number, day_from,
        relation, same_words, articles: [{kind, heading, anchor}]}]}``; `articles` is empty where it
        was removed, several where it was split; `today` stops at the text that holds today
    """
    tk.check_access("ankang_document_article_successor_show", context, data_dict)
    schema = _schema.ankang_document_article_successor_show()
    data, errors = tk.navl_validate(data_dict, schema, context)
    if errors:
        raise tk.ValidationError(errors)
    package = tk.get_action("package_show")(dict(context), {"id": data["id"]})
    return comparing.successor(package, data["number"], data["anchor"])
