"""The settings of the room `jobs`, spelled here and nowhere else."""

import ckan.plugins.toolkit as tk


def lease() -> int:
    """Seconds after which a worker that does not report is taken for dead."""
    return int(tk.config["ckanext.ankang.jobs.lease"])


def attempts() -> int:
    """How often a job is tried before it goes into quarantine."""
    return int(tk.config["ckanext.ankang.jobs.attempts"])


def grace() -> int:
    """Seconds a running job gets after SIGTERM before it is given back."""
    return int(tk.config["ckanext.ankang.jobs.grace"])


def outbox_batch() -> int:
    """How many packages are indexed with one Solr commit."""
    return int(tk.config["ckanext.ankang.jobs.outbox_batch"])
