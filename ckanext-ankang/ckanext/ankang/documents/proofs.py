"""三校: a second person compares the text with the original before a signed document is released.

The result belongs to the very text and file that were compared: what is handed in again with
another text is compared again.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.ankang.review import audit
from ckanext.ankang.review.process import Refused

from . import config, lots, texts
from .model import DocumentProof

Json = dict[str, Any]


def record(case: Json, item: Json, person: str, *, same: bool, note: str) -> DocumentProof:
    """Keep what somebody found, and say it in the audit log of the case."""
    proof = DocumentProof(
        case_id=case["id"],
        item_id=item["id"],
        package_id=item["item"]["package"]["id"],
        version_id=version_of(item),
        sha256=_sha256(item),
        person=person,
        same=same,
        note=note,
    )
    model.Session.add(proof)
    model.Session.flush()
    audit.record(person, "document.compare", item["id"], case=case["id"], same=same, note=note)
    return proof


def standing(case: Json) -> dict[str, DocumentProof]:
    """The last comparison of each item, as far as text and original are still the same."""
    items = {item["id"]: item for item in case["items"]}
    found: dict[str, DocumentProof] = {}
    for proof in DocumentProof.of_case(case["id"]):
        item = items.get(proof.item_id)
        if item and (proof.sha256, proof.version_id) == (_sha256(item), version_of(item)):
            found.setdefault(proof.item_id, proof)
    return found


def wanted(case: Json) -> list[str]:
    """The items of a case that are compared before its comparison is signed."""
    items = [item["id"] for item in case["items"] if texts.of_item(item["item"].get("document"))]
    return lots.drawn(case["profile"], case["id"], items, config.backlog_share())


def hold_back(case: Json, event: Json) -> None:
    """Refuse the signature of a comparison that was not made, in the transaction of the signature."""
    if event["event"] != "sign" or event["step"] != lots.STEP:
        return
    shown = tk.get_action("ankang_case_show")({"ignore_auth": True}, {"id": case["id"]})
    signer = event["detail"].get("signed_by", event["actor"])
    found = standing(shown)
    titles = {item["id"]: item["title"] for item in shown["items"]}
    for id_ in wanted(shown):
        proof = found.get(id_)
        if proof is None or proof.person != signer:
            raise Refused(
                "“{title}”还没有与原件核对。请打开核对页，核对后再签字。", title=titles[id_]
            )
        if not proof.same:
            raise Refused("“{title}”与原件不一致，请退回起草人改正。", title=titles[id_])


def version_of(item: Json) -> str | None:
    """The file that an item's last text was read from."""
    found = texts.of_item(item["item"].get("document"))
    return found[-1].version_id if found else None


def _sha256(item: Json) -> str:
    return "".join(text.fingerprint for text in texts.of_item(item["item"].get("document"))[-1:])
