"""The settings of the room `links`, spelled here and nowhere else."""

import ckan.plugins.toolkit as tk

from harvesters.dialler import Limits

PREFIX = "ckanext.ankang.links."
# A look wants to know whether somebody answers, not what: little time, few bytes, one try.
LOOK = Limits(read_seconds=15, total_seconds=30, page_bytes=65_536, tries=1)


def hour() -> int:
    """The hour at which the register is brought up to date."""
    return int(tk.config[PREFIX + "hour"])


def delay_seconds() -> int:
    """The pause between two requests to one host."""
    return int(tk.config[PREFIX + "delay_seconds"])


def looks() -> int:
    """How many links one job looks at; 0 where nothing may be called."""
    return int(tk.config[PREFIX + "looks"])


def lanes() -> int:
    """How many hosts are called at once."""
    return int(tk.config[PREFIX + "lanes"])


def host_seconds() -> int:
    """After how many seconds a host's other links wait for the next job."""
    return int(tk.config[PREFIX + "host_seconds"])


def kept_days() -> int:
    """For how many days single looks are kept."""
    return int(tk.config[PREFIX + "kept_days"])


def allowed() -> tuple[str, ...]:
    """`host:port` of places outside the public networks that may be looked at."""
    return tuple(str(tk.config[PREFIX + "allowed"] or "").split())
