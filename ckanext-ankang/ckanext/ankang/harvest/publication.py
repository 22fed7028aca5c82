"""What harvesting learns from review: an item that went public, then or later."""

from typing import Any

import ckan.model as model

from ckanext.ankang.harvest.model import HarvestRecord


def note_published(item: dict[str, Any]) -> None:
    """Mark the record of a published item, in the transaction that publishes it."""
    model.Session.query(HarvestRecord).filter_by(
        source=item.get("source"), identifier=item.get("identifier")
    ).update({"state": "published", "reason": ""}, synchronize_session="fetch")
