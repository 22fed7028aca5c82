"""Settings of `interpretations`, each with its only reader."""

from ckan.plugins import toolkit as tk


def further_forms_shown_days() -> int:
    """For how many days after its publication a document asks for further forms."""
    days: int = tk.config["ckanext.ankang.interpretations.further_forms_shown_days"]
    return days
