"""What of an interpretation goes into CKAN's index (pure)."""

from typing import Any

# The words of an interpretation, in the order in which its page shows them.
WORDS = (
    "background",
    "goals",
    "content",
    "scope",
    "attention",
    "standards",
    "keywords",
    "measures",
    "changes",
)
QUESTIONS = "questions"


def without_long_fields(pkg_dict: dict[str, Any]) -> dict[str, Any]:
    """Hand the words to `ankang_search` as one text: a field of 10,922 Chinese characters stops indexing."""
    if pkg_dict.get("type", pkg_dict.get("dataset_type")) != "interpretation":
        return pkg_dict
    fields = (*WORDS, QUESTIONS)
    text = "\n".join(str(pkg_dict[field]) for field in fields if pkg_dict.get(field))
    gone = {*fields, *(f"extras_{field}" for field in fields)}
    kept = {key: value for key, value in pkg_dict.items() if key not in gone}
    return {**kept, "ankang_document_text": text}
