"""What a source brought is forgotten with what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from ckan import model

from ckanext.ankang.files.interfaces import Erased

# What was kept of the item's records.
CONTENTS = sa.text("""
    DELETE FROM ankang_harvest_content content USING ankang_harvest_record record
     WHERE record.package_id = :package
       AND (content.sha256 IN (record.content_hash, record.published_hash)
         OR EXISTS (SELECT FROM ankang_harvest_change line JOIN ankang_harvest_run run ON run.id = line.run_id
                     WHERE run.source = record.source AND line.identifier = record.identifier
                       AND line.content = content.sha256))
""")
LINES = sa.text("""
    UPDATE ankang_harvest_change line SET title = '已清除', differences = '{}', reason = '', shape = '[]'
      FROM ankang_harvest_run run, ankang_harvest_record record
     WHERE record.package_id = :package AND run.id = line.run_id
       AND run.source = record.source AND line.identifier = record.identifier
""")
# The record itself stays, so that the next run does not bring back what was erased.
RECORDS = sa.text("""
    UPDATE ankang_harvest_record
       SET title = '已清除', fields = '{}', reason = '', versions = '{}', shape = '[]',
           validators = '{}', fingerprint = '', read_hash = ''
     WHERE package_id = :package
""")


def erase(erased: Erased) -> None:
    """Empty the record of an erased dataset and what was kept of it."""
    if erased.whole:
        for statement in (CONTENTS, LINES, RECORDS):
            model.Session.execute(statement, {"package": erased.package_id})
