"""Which settings are wrong: key, value, and what is allowed."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

PREFIX = "ckanext.ankang."
GIGABYTE = 1024**3

# The range of every whole number that we declare; a test holds this list and the declarations equal.
LIMITS = {
    "catalogue.import_rows": (1, 100_000),
    "catalogue.import_bytes": (1_000, GIGABYTE),
    "catalogue.export_page": (1, 1_000),
    "citations.unresolved_rows": (10, 1_000),
    "interpretations.further_forms_shown_days": (3, 365),
    "library.per_page": (10, 100),
    "library.follows": (1, 1_000),
    "library.told_days": (2, 60),
    "library.tell_hour": (0, 23),
    "renditions.max_characters": (1_000, 100_000_000),
    "documents.compared_pieces": (100, 5_000),
    "documents.reading_seconds": (1, 3_600),
    "documents.reading_memory_bytes": (256 * 1024**2, 64 * GIGABYTE),
    "documents.characters": (1_000, 100_000_000),
    "documents.pages": (1, 100_000),
    "documents.files_at_once": (1, 1_000),
    "documents.backlog_share": (1, 100),
    "drafts.workbook_seconds": (1, 3_600),
    "drafts.workbook_memory_bytes": (256 * 1024**2, 64 * GIGABYTE),
    "drafts.files_at_once": (1, 1_000),
    "files.max_bytes": (1, 100 * GIGABYTE),
    "files.fixity_days": (1, 365),
    "files.difference_rows": (1, 10_000_000),
    "files.difference_memory_bytes": (200 * 1024**2, 64 * GIGABYTE),
    "files.difference_seconds": (1, 3600),
    "harvest.batch_size": (1, 10_000),
    "harvest.case_items": (1, 10_000),
    "harvest.vanished_days": (1, 365),
    "harvest.retention_days": (30, 3650),
    "harvest.page_bytes": (1_000, GIGABYTE),
    "harvest.file_bytes": (1_000, 100 * GIGABYTE),
    "harvest.request_seconds": (1, 86_400),
    "harvest.connect_seconds": (1, 300),
    "harvest.read_seconds": (1, 3_600),
    "harvest.redirects": (0, 20),
    "harvest.tries": (1, 10),
    "harvest.wait_seconds": (0, 3_600),
    "harvest.silences": (1, 1_000),
    "harvest.run_seconds": (60, 604_800),
    "jobs.lease": (2, 3_600),
    "jobs.attempts": (1, 100),
    "jobs.grace": (0, 3_600),
    "jobs.outbox_batch": (1, 10_000),
    "validity.turn_hour": (0, 23),
    "validity.decision_days": (1, 60),
    "notices.digest_hour": (0, 23),
    "notices.remind_hour": (0, 23),
    "notices.mails_per_day": (0, 1_000),
    "notices.digest_lines": (1, 1_000),
    "notices.kept_days": (1, 36_500),
    "portal.latest": (0, 100),
    "portal.preview_rows": (0, 100),
    "portal.previews": (0, 20),
    "proofreading.characters": (1_000, 100_000_000),
    "quality.seconds": (1, 86_400),
    "quality.memory_bytes": (256 * 1024**2, 64 * GIGABYTE),
    "quality.excerpt_rows": (0, 1_000),
    "quality.validate_again_seconds": (0, 3_600),
    "quality.errors_listed": (1, 1_000),
    "quality.batch_versions": (1, 1_000_000),
    "quality.archive_members": (1, 100_000),
    "quality.archive_bytes": (1_000_000, 64 * GIGABYTE),
    "quality.archive_ratio": (2, 10_000),
    "quality.shared_text_bytes": (1_000_000, 17_179_869_184),
    "quality.repeated_cells": (1_000, 1_000_000_000),
    "quality.json_bytes": (1_000, 4 * GIGABYTE),
    "quality.cell_characters": (1_000, 100_000_000),
    "quality.columns": (1, 100_000),
    "quality.score_hour": (0, 23),
    "quality.score_batch": (1, 10_000),
    "review.case_items": (1, 1_000_000),
    "review.case_sample": (1, 1_000),
    "search.question_words": (1, 100),
    "search.related_below": (0, 100),
    "search.related_rows": (0, 50),
    "exchange.change_rows": (1, 10_000),
    "exchange.feed_entries": (1, 500),
    "exchange.feed_days": (1, 3_650),
    "exchange.catalogue_rows": (1, 1_000),
    "exchange.tombstones": (1, 100_000),
    "exchange.hour": (0, 23),
    "reconciliation.hour": (0, 23),
    "reconciliation.days": (1, 90),
    "reconciliation.findings": (1, 100_000),
    "links.hour": (0, 23),
    "links.delay_seconds": (0, 3_600),
    "links.looks": (0, 100_000),
    "links.lanes": (1, 64),
    "links.host_seconds": (0, 3_600),
    "links.kept_days": (1, 36_500),
    "search.library_rows": (1, 1_000),
    "search.library_hits": (1, 20),
    "security.login_failures": (1, 1_000),
    "security.login_window": (1, 86_400),
    "security.trusted_proxies": (0, 10),
    "workbench.entries": (1, 1_000),
}
SECRET_KEY = re.compile(r"secret|password|token|(^|[._])key$", re.IGNORECASE)
# An address with an account in it holds that account's password.
ACCOUNT = re.compile(r"://[^/]*@")
# What CKAN's validators let through, by the word that its declarations use for them.
ALLOWED = (
    ("int_validator", "应为整数。"),
    ("convert_int", "应为整数。"),
    ("boolean_validator", "应为 true 或 false。"),
    ("float_validator", "应为数字。"),
    ("is_positive_integer", "应为正整数。"),
    ("not_empty", "不能为空。"),
)


def out_of_range(config: Mapping[str, Any]) -> Iterator[str]:
    """One sentence for each limit of ours that is no whole number or outside its range."""
    for name, (low, high) in LIMITS.items():
        value = config.get(PREFIX + name)
        if value is not None and not _within(value, low, high):
            yield _sentence(PREFIX + name, value, f"应为 {low} 到 {high} 之间的整数。")


def _within(value: Any, low: int, high: int) -> bool:
    try:
        return low <= int(str(value).strip()) <= high
    except ValueError:
        return False


def invalid(
    config: Mapping[str, Any], errors: Mapping[str, Iterable[str]], validators: Mapping[str, str]
) -> Iterator[str]:
    """CKAN's own complaints about settings, in our words; our limits have sentences of their own."""
    for key, issues in errors.items():
        if key.removeprefix(PREFIX) not in LIMITS:
            yield _sentence(key, config.get(key), _allowed(validators.get(key, ""), issues))


def _allowed(validators: str, issues: Iterable[str]) -> str:
    if choices := re.search(r"one_of\((\[.*?\])\)", validators):
        return f"应为 {choices[1]} 之一。"
    for word, sentence in ALLOWED:
        if word in validators:
            return sentence
    return f"CKAN 不接受（{'；'.join(issues)}）。"


def unknown(config: Mapping[str, Any], declared: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Keys under our prefix that nobody declared, each with the nearest known one or nothing."""
    known = list(declared)
    for key in sorted(config):
        if key.startswith(PREFIX) and key not in known:
            nearest = difflib.get_close_matches(key, known, n=1)
            yield key, nearest[0] if nearest else ""


def _sentence(key: str, value: Any, allowed: str) -> str:
    return f"配置项 {key} 的值是“{_shown(key, value)}”：{allowed}"


def _shown(key: str, value: Any) -> str:
    """The value, unless it may hold a password: what is printed ends up in logs."""
    if value in (None, ""):
        return ""
    hidden = SECRET_KEY.search(key) or ACCOUNT.search(str(value))
    return "（不显示）" if hidden else str(value)[:80]
