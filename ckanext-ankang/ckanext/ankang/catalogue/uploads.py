"""Files that somebody looks at before importing them: one a person, in the database."""

from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.catalogue import config
from ckanext.ankang.catalogue.model import CatalogueUpload


def keep(upload: Any, user: str) -> CatalogueUpload:
    """Return the file as this person's, instead of the one before."""
    most = config.import_bytes()
    content = upload.stream.read(most + 1)
    if len(content) > most:
        sentence = tk._("文件超过 {size} MB。请分成几个文件导入。")
        raise tk.ValidationError({"upload": [sentence.format(size=most >> 20)]})
    model.Session.execute(sa.delete(CatalogueUpload).where(CatalogueUpload.created_by == user))
    kept = CatalogueUpload(name=upload.filename or "", content=content, created_by=user)
    model.Session.add(kept)
    model.Session.flush()
    return kept


def kept(id: str, user: str) -> CatalogueUpload:
    """Return the file that this person looked at."""
    found = model.Session.get(CatalogueUpload, id)
    if found is None or found.created_by != user:
        raise tk.ObjectNotFound(tk._("这个文件已经导入或被新的文件代替。请重新选择文件。"))
    return found
