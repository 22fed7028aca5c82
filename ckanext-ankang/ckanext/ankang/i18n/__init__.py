"""The Chinese of CKAN and its extensions, as this portal words it."""

from pathlib import Path

HERE = Path(__file__).parent
LOCALE = "zh_Hans_CN"


class Translation:
    """`ITranslation` for a plugin: our catalogue is merged after core's, and the later wins."""

    def i18n_directory(self) -> str:
        return str(HERE)

    def i18n_locales(self) -> list[str]:
        return [LOCALE]

    def i18n_domain(self) -> str:
        return "ankang"
