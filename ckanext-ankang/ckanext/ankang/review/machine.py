"""What machines write about something public, without a review: the one list of it (pure, ckan-2.12.md 16)."""

from __future__ import annotations

# Columns of a package or resource.
FIELDS = frozenset({"metadata_modified", "last_modified", "cache_last_updated"})
# What a resource has besides its columns.
EXTRAS = frozenset(
    {
        "datastore_active",
        "datastore_contains_all_records_of_source_file",
        "rows",
        "validation_status",
        "validation_time",
    }
)
