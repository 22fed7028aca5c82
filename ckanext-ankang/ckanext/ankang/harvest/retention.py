"""How long runs, lines and records are kept: what is behind published things for ever, the rest a year."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.ankang.harvest import config
from ckanext.ankang.jobs.interfaces import JobContext

# Lines of what is public or was are the way from an item to its older records.
LINES = sa.text("""
    DELETE FROM ankang_harvest_change line USING ankang_harvest_run run
     WHERE run.id = line.run_id AND run.finished < now() - :days * interval '1 day'
       AND line.outcome NOT IN ('published', 'waiting', 'guarded')
""")
CONTENTS = sa.text("""
    DELETE FROM ankang_harvest_content content
     WHERE created < now() - :days * interval '1 day'
       AND NOT EXISTS (SELECT FROM ankang_harvest_change line WHERE line.content = content.sha256)
       AND NOT EXISTS (SELECT FROM ankang_harvest_record record
                        WHERE content.sha256 IN (record.published_hash, record.content_hash))
""")
RUNS = sa.text("""
    DELETE FROM ankang_harvest_run run
     WHERE finished < now() - :days * interval '1 day'
       AND NOT EXISTS (SELECT FROM ankang_harvest_change line WHERE line.run_id = run.id)
""")


def clean_up(_job: JobContext, _payload: dict[str, Any]) -> None:
    """Delete what is older than the retention and behind nothing that was published."""
    for statement in (LINES, CONTENTS, RUNS):
        model.Session.execute(statement, {"days": config.retention_days()})
    model.Session.commit()
