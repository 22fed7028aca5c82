"""Rules of an interpretation's fields that YAML cannot say."""

from typing import Any

from .. import linking


def ankang_interpreted_document(value: Any) -> str:
    """Write the id of the document that is meant, if the library has it and has it once.

    One that goes in the same case is kept as it was written; what means nothing keeps the interpretation
    from its release (publication.py), not from being written.
    """
    words = linking.in_address(str(value))
    found = linking.documents([words]).get(words)
    return str(found["id"]) if found else words
