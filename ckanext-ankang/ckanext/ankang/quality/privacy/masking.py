"""Covering what is personal before anything is stored."""

from typing import Any

from .texts import documents, fold, numbers

MASK = "＊＊＊"


def mask(text: str) -> str:
    """The text with every personal number covered; folded where it has one."""
    folded = fold(text)
    spans = [(number.start, number.end) for number in numbers(folded) if number.kind]
    spans += [found.span() for _, found in documents(folded)]
    return _without(folded, spans) if spans else text


def mask_all(value: Any) -> Any:
    """A JSON value with `mask` over each text in it, keys too."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {mask(key): mask_all(inner) for key, inner in value.items()}
    return [mask_all(inner) for inner in value] if isinstance(value, list) else value


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with the spans covered, overlapping ones once."""
    parts, at = [], 0
    for start, end in sorted(spans):
        if end > at:
            parts += [text[at:start], MASK]
            at = end
    return "".join([*parts, text[at:]])
