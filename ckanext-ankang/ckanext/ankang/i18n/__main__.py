"""`python -m ckanext.ankang.i18n` compiles the catalogue after an edit."""

import polib  # type: ignore[import-untyped]

from . import HERE, LOCALE

if __name__ == "__main__":
    catalogue = HERE / LOCALE / "LC_MESSAGES" / "ankang.po"
    polib.pofile(str(catalogue)).save_as_mofile(str(catalogue.with_suffix(".mo")))
