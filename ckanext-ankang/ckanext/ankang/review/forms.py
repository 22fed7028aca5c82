"""The forms of a case page as what `ankang_case_decide` takes (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CONSENTS = 3
SAID_OF_CONCLUSION = ("conclusion", "treatment", "article", "authority")
SAID_OF_CONSENT = ("party", "sent_on", "answer", "public_interest")


def decision(form: Mapping[str, str], step: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the buttons and fields of the page say; `step` is the case's turn."""
    said: dict[str, Any] = {
        "decision": form.get("decision", ""),
        "reason": form.get("reason", ""),
    }
    if step is None or said["decision"] == "withdraw":
        return said
    said |= {
        "step": form.get("step", ""),
        "answers": _group(form, "answer-"),
        "proofread": bool(form.get("proofread")),
        "items": _group(form, "finding-"),
    }
    if form.get("joined-conclusion") is not None:
        said["secrecy"] = _secrecy(form)
    if oa := _said(form, "oa-", ("number", "date", "version_id", "person")):
        said["signed_in_oa"] = oa
    if telephone := _said(form, "telephone-", ("person", "at", "words")):
        said["telephone"] = telephone
    return said


def _secrecy(form: Mapping[str, str]) -> dict[str, Any]:
    own: dict[str, dict[str, str]] = {}
    for name, value in form.items():
        if name.startswith("item-") and value.strip():
            _, _, rest = name.partition("-")
            id_, _, what = rest.rpartition("-")
            own.setdefault(id_, {})[what] = value.strip()
    consents = [_said(form, f"consent-{n}-", SAID_OF_CONSENT) for n in range(CONSENTS)]
    return {
        "all": _said(form, "all-", SAID_OF_CONCLUSION),
        "items": {id_: said for id_, said in own.items() if "conclusion" in said},
        "joined": _said(form, "joined-", SAID_OF_CONCLUSION),
        "consents": [one for one in consents if one],
    }


def _group(form: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): value.strip()
        for name, value in form.items()
        if name.startswith(prefix) and value.strip()
    }


def _said(form: Mapping[str, str], prefix: str, names: tuple[str, ...]) -> dict[str, str]:
    """What is filled in of these fields; nothing where nothing is."""
    return {
        name: form[f"{prefix}{name}"].strip()
        for name in names
        if form.get(f"{prefix}{name}", "").strip()
    }
