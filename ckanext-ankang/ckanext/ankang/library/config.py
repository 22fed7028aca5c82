"""Settings of `library`, each with its only reader."""

from ckan.plugins import toolkit as tk


def documents_per_page() -> int:
    """How many documents one page of the library lists."""
    return int(tk.config["ckanext.ankang.library.per_page"])


def follows() -> int:
    """How many documents and questions one person follows at most."""
    return int(tk.config["ckanext.ankang.library.follows"])


def told_days() -> int:
    """How many days back a follower is told of a change that became known late."""
    return int(tk.config["ckanext.ankang.library.told_days"])


def tell_hour() -> int:
    """At which hour followers are told."""
    return int(tk.config["ckanext.ankang.library.tell_hour"])


def title() -> str:
    """What the section is called on its pages."""
    return str(tk.config["ckanext.ankang.library.title"])


def carrier() -> tuple[str, str]:
    """The name and the address of the site that carries the library as its section, if one does."""
    name, address = (str(tk.config[f"ckanext.ankang.library.carrier_{n}"]) for n in ("name", "url"))
    return name, address


def footer() -> list[str]:
    """The lines at the foot of the library's pages, as the carrying site has them."""
    lines = str(tk.config["ckanext.ankang.library.footer"]).split("|")
    return [line.strip() for line in lines if line.strip()]
