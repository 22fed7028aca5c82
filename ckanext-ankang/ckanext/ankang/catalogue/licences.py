"""The licence register of the portal, made from schemas/choices/licences.yaml."""

import ckan.model as model
from ckan.model.license import License, LicenseRegister

from ckanext.ankang.catalogue.vocabularies import Value, vocabulary


def _licence(value: Value) -> License:
    return License(
        {
            "id": value.code,
            "title": value.label,
            "url": value.url,
            "status": "active",
            "is_generic": False,
            "od_conformance": "approved" if value.open else "not reviewed",
        }
    )


def install_licences() -> None:
    """Replace core's English register: `licenses_group_url` takes only a file path or a URL."""
    register = LicenseRegister()
    register.licenses = [_licence(value) for value in vocabulary("licences").values]
    model.Package._license_register = register
