"""Lists of {"id", "text"}: what a learner ticks, orders, pairs or sorts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any

from tutor.domain.exercises.base import (
    COMMON_KEYS,
    Spec,
    feedback_errors,
    text_errors,
    unknown_key_errors,
)

#: Ids travel in responses, several in one text with spaces between them.
_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_ID_RULE = "small letters, digits and single hyphens"
#: A learner cannot keep more apart, and a response has to stay short.
MAX_ENTRIES = 20

Entry = Mapping[str, Any]


def entry_errors(
    name: str,
    entries: object,
    *,
    least: int = 2,
    extra: Sequence[str] = (),
    reserved: Sequence[str] = (),
) -> list[str]:
    """Complaints about a list of entries under the key `name`; `extra` keys are the caller's."""
    if not isinstance(entries, list) or not least <= len(entries) <= MAX_ENTRIES:
        return [f"{name} must be a list of {least} to {MAX_ENTRIES} entries with id and text."]
    errors: list[str] = []
    for number, entry in enumerate(entries, start=1):
        errors += [f"{name} {number}: {text}" for text in _one_errors(entry, extra, reserved)]
    return errors or _twice_errors(name, entries)


def _one_errors(entry: object, extra: Sequence[str], reserved: Sequence[str]) -> list[str]:
    if not isinstance(entry, Mapping):
        return [f"it is {entry!r}; it must have id and text."]
    errors = unknown_key_errors(entry, ("id", "text", *extra))
    name, text = entry.get("id"), entry.get("text")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        errors.append(f"id is {name!r}: use {_ID_RULE}.")
    elif name in reserved:
        errors.append(f"id {name!r} has a meaning of its own: use another.")
    if not isinstance(text, str) or not text.strip():
        errors.append("text must be a text that is not empty.")
    return errors


def _twice_errors(name: str, entries: Sequence[Entry]) -> list[str]:
    errors = []
    for key in ("id", "text"):
        values = [entry[key].strip() for entry in entries]
        twice = sorted({value for value in values if values.count(value) > 1})
        errors += [f"two {name} have the same {key}: {value!r}." for value in twice]
    return errors


def ids(entries: Iterable[Entry]) -> list[str]:
    """The ids, in the author's order."""
    return [entry["id"] for entry in entries]


def text_of(entries: Iterable[Entry], name: str) -> str:
    """The text of the entry with an id that is known to exist."""
    return next(str(entry["text"]) for entry in entries if entry["id"] == name)


def shown(entries: Iterable[Entry]) -> list[dict[str, str]]:
    """Entries as a browser may see them: nothing but id and text."""
    return [{"id": entry["id"], "text": entry["text"]} for entry in entries]


def assignment_errors(
    name: str, assigned: object, *, keys: Sequence[str], values: Sequence[str]
) -> list[str]:
    """Complaints about a mapping that must give each of `keys` one of `values`."""
    if not isinstance(assigned, Mapping):
        return [f"{name} is {assigned!r}: it must map each id to an id."]
    errors = [f"{name} lacks {key!r}." for key in keys if key not in assigned]
    errors += [f"{name} has {key!r}, which is no id here." for key in assigned if key not in keys]
    errors += [
        f"{name}: {key!r} is given {value!r}; it must be one of {', '.join(values)}."
        for key, value in assigned.items()
        if key in keys and value not in values
    ]
    return errors


def assigned_rule_errors(
    rules: Iterable[Mapping[str, str]], right: Mapping[str, str], *, values: Sequence[str]
) -> list[str]:
    """Complaints about `when: "a = b"` rules: ids that are not there, or the right answer."""
    errors = []
    for number, rule in enumerate(rules, start=1):
        key, value = assignment(rule["when"])
        if key not in right or value not in values:
            errors.append(
                f"feedback {number}: when is {rule['when']!r}; write it as 'id = id' with ids of "
                "this exercise."
            )
        elif right[key] == value:
            errors.append(f"feedback {number}: when is {rule['when']!r}, which is right.")
    return errors


def assignment(when: str) -> tuple[str, str]:
    """The two ids of "a = b".

    >>> assignment("a = b")
    ('a', 'b')
    """
    key, _, value = when.partition("=")
    return key.strip(), value.strip()


def assigned_feedback(
    rules: Iterable[Mapping[str, str]], given: Mapping[str, str]
) -> Mapping[str, str] | None:
    """The first rule whose "a = b" holds in what was given."""
    for rule in rules:
        key, value = assignment(rule["when"])
        if given.get(key) == value:
            return rule
    return None


def given_ids(response: object, key: str, *, known: Sequence[str]) -> list[str] | None:
    """The ids in a response's text, in its order; None where one is unknown or comes twice."""
    text = response.get(key) if isinstance(response, Mapping) else None
    if not isinstance(text, str) or len(text) > MAX_ENTRIES * 40:
        return None
    found = text.split()
    if len(set(found)) != len(found) or not set(found) <= set(known):
        return None
    return found


def given_assignment(
    response: object, *, keys: Sequence[str], values: Sequence[str]
) -> dict[str, str]:
    """What a response gives to each key; keys without a known value are left out."""
    if not isinstance(response, Mapping):
        return {}
    found = {key: response.get(key) for key in keys}
    return {
        key: value for key, value in found.items() if isinstance(value, str) and value in values
    }


def sorting_errors(spec: Spec, *, things: str, places: str, goes: str) -> list[str]:
    """Complaints about a spec whose `goes` gives each entry of `things` one entry of `places`."""
    errors = unknown_key_errors(spec, (things, places, goes, "shuffle", *COMMON_KEYS))
    errors += text_errors(spec, ("feedback_default", "feedback_right")) + feedback_errors(spec)
    if not isinstance(spec.get("shuffle", False), bool):
        errors.append(f"shuffle is {spec['shuffle']!r}: it must be true or false.")
    listed = entry_errors(things, spec.get(things)) + entry_errors(places, spec.get(places))
    if listed:
        return errors + listed
    keys, values = ids(spec[things]), ids(spec[places])
    errors += assignment_errors(goes, spec.get(goes), keys=keys, values=values)
    if not errors:
        errors += assigned_rule_errors(spec.get("feedback", ()), spec[goes], values=values)
    return errors


def one_elsewhere(goes: Mapping[str, str], *, places: Sequence[str], rng: Random) -> dict[str, str]:
    """The assignment with one thing put at another place."""
    given = dict(goes)
    thing = rng.choice(sorted(given))
    given[thing] = rng.choice([place for place in places if place != given[thing]])
    return given
