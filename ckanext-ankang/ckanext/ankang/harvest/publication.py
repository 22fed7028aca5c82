"""What harvesting learns from review: an item that went public, then or later."""

from collections.abc import Sequence
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from ckanext.ankang.harvest.model import HarvestRecord


def note_published(items: Sequence[dict[str, Any]]) -> None:
    """Mark the records of published items, in the transaction that publishes them."""
    found = [(item.get("source"), item.get("identifier")) for item in items]
    named = sa.tuple_(HarvestRecord.source, HarvestRecord.identifier).in_(found)
    model.Session.query(HarvestRecord).filter(named).update(
        {"state": "published", "reason": ""}, synchronize_session="fetch"
    )
