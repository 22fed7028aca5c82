"""The settings of the room `notices`, spelled here and nowhere else."""

import ckan.plugins.toolkit as tk

from .digest import Rules


def mail() -> bool:
    """Whether notices are mailed at all."""
    return bool(tk.config["ckanext.ankang.notices.mail"])


def digest_hour() -> int:
    """The hour (of Asia/Shanghai) at which digests go out."""
    return int(tk.config["ckanext.ankang.notices.digest_hour"])


def remind_hour() -> int:
    """The hour (of Asia/Shanghai) at which datasets that fall due are looked for."""
    return int(tk.config["ckanext.ankang.notices.remind_hour"])


def digest_lines() -> int:
    """How many notices one mail lists; the rest is a number and a link."""
    return int(tk.config["ckanext.ankang.notices.digest_lines"])


def rules() -> Rules:
    """When mails go out."""
    most = int(tk.config["ckanext.ankang.notices.mails_per_day"])
    return Rules(digest_hour(), most)


def kept_days() -> int:
    """For how many days notices that were read are kept."""
    return int(tk.config["ckanext.ankang.notices.kept_days"])
