"""Who has which 信息资源代码: given once, in the transaction of whoever publishes, never again."""

import sqlalchemy as sa
from ckan import model

from ckanext.ankang.catalogue import codes
from ckanext.ankang.catalogue.model import CatalogueCode


def assign(package_id: str, prefix: str) -> str:
    """Return the code of a dataset, a new one of this part of the catalogue if it has none yet."""
    if code := code_of(package_id):
        return code
    # Two that publish at once in one part wait for each other; a rolled back number was never given.
    lock = sa.func.hashtext(f"ankang_catalogue_code {prefix}")
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(lock)))
    query = sa.select(sa.func.max(CatalogueCode.number)).where(CatalogueCode.prefix == prefix)
    number = (model.Session.scalar(query) or 0) + 1
    code = codes.make(prefix, number)
    model.Session.add(CatalogueCode(code=code, prefix=prefix, number=number, package_id=package_id))
    model.Session.flush()
    return code


def code_of(package_id: str) -> str | None:
    """Return the code that a dataset has."""
    query = sa.select(CatalogueCode.code).where(CatalogueCode.package_id == package_id)
    return model.Session.scalar(query)
