"""The settings of the room `quality`, spelled here and nowhere else."""

from dataclasses import fields

import ckan.plugins.toolkit as tk

from ckanext.ankang.tables import Limits


def seconds() -> int:
    """How long one validation may take."""
    return int(tk.config["ckanext.ankang.quality.seconds"])


def memory_bytes() -> int:
    """How much memory one validation may use."""
    return int(tk.config["ckanext.ankang.quality.memory_bytes"])


def excerpt_rows() -> int:
    """How many faulty rows the report page shows."""
    return int(tk.config["ckanext.ankang.quality.excerpt_rows"])


def score_hour() -> int:
    """The hour of Asia/Shanghai at which all datasets are scored."""
    return int(tk.config["ckanext.ankang.quality.score_hour"])


def score_batch() -> int:
    """How many datasets are scored in one transaction."""
    return int(tk.config["ckanext.ankang.quality.score_batch"])


def score_department() -> str:
    """The department under which the scores are published as a dataset."""
    return str(tk.config["ckanext.ankang.quality.score_department"])


def validate_again_seconds() -> int:
    """How long a described column waits for others before its version is validated again."""
    return int(tk.config["ckanext.ankang.quality.validate_again_seconds"])


def errors_listed() -> int:
    """How many errors a page of the report lists."""
    return int(tk.config["ckanext.ankang.quality.errors_listed"])


def batch_versions() -> int:
    """How many versions one batch may validate."""
    return int(tk.config["ckanext.ankang.quality.batch_versions"])


def limits() -> Limits:
    """How much of a file is read before it is refused; a key for each field."""
    keys = {field.name: f"ckanext.ankang.quality.{field.name}" for field in fields(Limits)}
    return Limits(**{name: int(tk.config[key]) for name, key in keys.items()})
