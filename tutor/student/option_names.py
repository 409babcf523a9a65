"""Whether the options of a question can be told apart by ear: their names as they are spoken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

# What one chooses from, in any type's public spec; tokens of a text may well be the same word.
_GROUPS = ("choices", "options", "elements", "categories", "prompts")


def groups_of(public_spec: Any) -> Iterator[tuple[str, list[str]]]:
    """Every group of options with the names that assistive technology gets, also inside gaps.

    A menu's options are named by their `label`, all others by `speech`.
    """
    if isinstance(public_spec, list):
        for part in public_spec:
            yield from groups_of(part)
    if not isinstance(public_spec, Mapping):
        return
    for key, part in public_spec.items():
        if key in _GROUPS and isinstance(part, list):
            yield key, [str(one.get("speech") or one.get("label") or "") for one in part]
            if any("label" in one for one in part):
                yield f"{key} of a menu", [str(one.get("label", "")) for one in part]
        yield from groups_of(part)


def alike(public_spec: Any) -> list[str]:
    """One line for each name that two options of a group share, or that an option lacks.

    >>> alike({"choices": [{"id": "a", "speech": "2 t"}, {"id": "b", "speech": "2 T "}]})
    ["choices: '2 t' is the name of 2"]
    >>> alike({"choices": [{"id": "a", "speech": "2 t"}, {"id": "b", "speech": "2 to the t"}]})
    []
    """
    found = []
    for group, names in groups_of(public_spec):
        # Nobody hears capitals or spaces.
        counts = Counter(" ".join(name.casefold().split()) for name in names)
        found += [
            f"{group}: {name!r} is the name of {count}"
            if name
            else f"{group}: {count} have no name"
            for name, count in counts.items()
            if count > 1 or not name
        ]
    return found
