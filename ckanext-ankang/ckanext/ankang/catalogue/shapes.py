"""Core's validation of many dicts that have the same keys.

For each dict core works out anew, several times over, which of its keys the schema knows and in which
order its validators run, sorts them, and translates the same reproach: half of the time that showing a
package takes (limits.md C). Within `remembering` core is asked once for a shape, which is the keys of a
dict and of its schema; values and validators are each dict's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any

import ckan.lib.navl.dictization_functions as navl
import ckan.lib.navl.validators as validators
from ckan.types import Context, FlattenKey

from .remembered import is_remembering, remembered

Flat = dict[FlattenKey, Any]
Schema = dict[str, Any]
JUNK = ("__junk",)


@dataclass(frozen=True)
class Shape:
    """What core makes of the keys of a dict: where each value goes, and what is validated, in its order."""

    kept: tuple[FlattenKey, ...]
    missing: tuple[FlattenKey, ...]
    # Keys that the schema does not know, by the key under which core gathers them.
    gathered: dict[FlattenKey, dict[Any, FlattenKey]]
    known: tuple[FlattenKey, ...]
    steps: tuple[FlattenKey, ...]

    def augmented(self, data: Flat) -> Flat:
        """What core's `augment_data` makes of the dict."""
        found = {key: data[key] for key in self.kept}
        for place, names in self.gathered.items():
            found[place] = {name: data[key] for name, key in names.items()}
        return found | dict.fromkeys(self.missing, navl.missing)


def install() -> None:
    """Put the shapes before core's validation, and what is remembered before its sentences, once."""
    if not hasattr(navl._validate, "ankang"):
        navl._validate = _of_shape(navl._validate)
        navl.sorted = _sorted_once  # type: ignore[attr-defined]
        validators._ = _said_again(validators._)


def _of_shape(original: Any) -> Any:
    @wraps(original)
    def validate(data: Flat, schema: Schema, context: Context) -> Any:
        if not is_remembering():
            return original(data, schema, context)
        # An empty list may stand where the schema has dicts; anything else there is core's to refuse.
        empty = frozenset(key for key, value in data.items() if value == [])
        asked = ("shape", tuple(data), empty, _outline(schema))
        shape = remembered(asked, lambda: _shape(data, schema))
        converted = shape.augmented(data)
        errors: dict[FlattenKey, list[Any]] = {key: [] for key in shape.known}
        for key in shape.steps:
            for converter in _converters(schema, key):
                try:
                    navl.convert(converter, key, converted, errors, context)
                except navl.StopOnError:
                    break
        return converted, errors

    validate.ankang = True  # type: ignore[attr-defined]
    return validate


def _sorted_once(things: Iterable[Any], key: Any = None) -> list[Any]:
    """Flattened keys in core's order, of which it changes no list; whatever else its module sorts."""
    if key is not navl.flattened_order_key:
        return sorted(things, key=key)
    keys = tuple(things)
    return remembered(("sorted", keys), lambda: sorted(keys, key=key))


def _said_again(original: Any) -> Any:
    """Each field that is converted from an extra leaves an empty one, which core translates a reproach for."""

    @wraps(original)
    def say(text: str, *args: Any, **kwargs: Any) -> str:
        if args or kwargs:
            return str(original(text, *args, **kwargs))
        return remembered(("said", text), lambda: str(original(text)))

    return say


def _shape(data: Flat, schema: Schema) -> Shape:
    augmented = navl.augment_data(data, schema)
    known = navl.make_full_schema(data, schema)
    kept = {key for key, value in augmented.items() if key in data and value is data[key]}
    added = {key: value for key, value in augmented.items() if key not in kept}
    gathered = {
        key: {name: name if key == JUNK else (*key[:-1], name) for name in value}
        for key, value in added.items()
        if value is not navl.missing
    }
    return Shape(
        kept=tuple(key for key in augmented if key in kept),
        missing=tuple(key for key in added if key not in gathered),
        gathered=gathered,
        known=tuple(known),
        steps=tuple(_in_order(known)),
    )


def _in_order(known: Flat) -> Iterator[FlattenKey]:
    """The order in which core's `_validate` goes through the keys."""
    keys = sorted(known, key=navl.flattened_order_key)
    yield from (key for key in keys if key[-1] == "__before")
    yield from (key for key in keys if not key[-1].startswith("__"))
    yield from (key for key in keys if key[-1] == "__extras")
    yield from (key for key in reversed(keys) if key[-1] == "__after")
    yield from (key for key in keys if key == JUNK)


def _converters(schema: Schema, key: FlattenKey) -> Any:
    """The validators of a flattened key, which names dicts and, between them, places in lists."""
    for name in key[:-1:2]:
        schema = schema[name]
    return schema[key[-1]]


def _outline(schema: Schema) -> tuple[Any, ...]:
    """What the keys of a schema are."""
    return tuple(
        (name, _outline(value)) if isinstance(value, dict) else (name, isinstance(value, list))
        for name, value in schema.items()
    )
