"""Scoring in the background: every public dataset once a day, one dataset when it is published."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.ankang.jobs import queue
from ckanext.ankang.jobs.interfaces import JobContext, JobHandler

from .. import config
from . import publication, standing

ALL = "quality.score"
ONE = "quality.score_dataset"
HAND_IN = "quality.publish_scores"


def ask(dataset_ids: Iterable[str]) -> None:
    """Have these datasets scored after the caller's commit, one by one."""
    queue.enqueue_all(ONE, {f"{ONE} {id_}": {"dataset_id": id_} for id_ in dataset_ids})


def score_all(job: JobContext, _payload: dict[str, Any]) -> None:
    """Score all public datasets for today, each batch a transaction, then hand in the series."""
    ids, day, size = standing.public_ids(), standing.today(), config.score_batch()
    for start in range(0, len(ids), size):
        standing.write(ids[start : start + size], day)
        model.Session.commit()
        job.progress(min(start + size, len(ids)), len(ids), tk._("质量评分"))
    queue.enqueue(HAND_IN, {}, key=HAND_IN)


def score_one(_job: JobContext, payload: dict[str, Any]) -> None:
    """Score one dataset for today, if it is public."""
    standing.write([payload["dataset_id"]], standing.today())


def hand_in(_job: JobContext, _payload: dict[str, Any]) -> None:
    """Bring the series of all scores to review, if it changed."""
    publication.hand_in()


HANDLERS: dict[str, JobHandler] = {ALL: score_all, ONE: score_one, HAND_IN: hand_in}
