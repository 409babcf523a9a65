"""Units of measurement behind (or, for money, before) a number."""

from __future__ import annotations

from collections.abc import Iterable

#: Name -> spellings, all compared without regard to case where that leaves no doubt.
UNITS: dict[str, tuple[str, ...]] = {
    "mm": ("mm", "millimeter", "millimeters", "millimetre", "millimetres"),
    "cm": ("cm", "centimeter", "centimeters", "centimetre", "centimetres"),
    "m": ("m", "meter", "meters", "metre", "metres"),
    "km": ("km", "kilometer", "kilometers", "kilometre", "kilometres"),
    "in": ("in", "in.", "inch", "inches"),
    "ft": ("ft", "ft.", "foot", "feet"),
    "yd": ("yd", "yard", "yards"),
    "mi": ("mi", "mile", "miles"),
    "g": ("g", "gram", "grams", "gramme", "grammes"),
    "kg": ("kg", "kilogram", "kilograms"),
    "mg": ("mg", "milligram", "milligrams"),
    "oz": ("oz", "ounce", "ounces"),
    "lb": ("lb", "lbs", "pound", "pounds"),
    "l": ("l", "L", "liter", "liters", "litre", "litres"),
    "ml": ("ml", "mL", "milliliter", "milliliters", "millilitre", "millilitres"),
    "gal": ("gal", "gallon", "gallons"),
    "s": ("s", "sec", "second", "seconds"),
    "min": ("min", "minute", "minutes"),
    "h": ("h", "hr", "hrs", "hour", "hours"),
    "day": ("day", "days"),
    "week": ("week", "weeks"),
    "month": ("month", "months"),
    "year": ("year", "years", "yr", "yrs"),
    "mph": ("mph", "mi/h", "miles per hour", "miles/hour"),
    "km/h": ("km/h", "kmh", "kph", "kilometers per hour", "kilometres per hour"),
    "m/s": ("m/s", "meters per second", "metres per second"),
    "cm^2": ("cm^2", "cm²", "sq cm", "square centimeters", "square centimetres"),
    "m^2": ("m^2", "m²", "sq m", "square meters", "square metres"),
    "km^2": ("km^2", "km²", "square kilometers", "square kilometres"),
    "ft^2": ("ft^2", "ft²", "sq ft", "square feet"),
    "in^2": ("in^2", "in²", "sq in", "square inches"),
    "cm^3": ("cm^3", "cm³", "cubic centimeters", "cubic centimetres"),
    "m^3": ("m^3", "m³", "cubic meters", "cubic metres"),
    "ft^3": ("ft^3", "ft³", "cubic feet"),
    "in^3": ("in^3", "in³", "cubic inches"),
    "$": ("$", "dollar", "dollars", "usd"),
    "€": ("€", "euro", "euros", "eur"),
    "£": ("£", "gbp"),
    "cent": ("cent", "cents", "¢"),
    "%": ("%", "percent", "per cent"),
    "°": ("°", "degree", "degrees", "deg"),
    "°F": ("°F", "degrees fahrenheit"),
    "°C": ("°C", "degrees celsius"),
}
_SIGNS_BEFORE = "$€£"
_MAX_UNIT_CHARACTERS = 32


def unit_name(text: str) -> str:
    """The name of a unit as spelt; a unit that is not in the table is its own name."""
    tidy = " ".join(text.split())
    for name, spellings in UNITS.items():
        if tidy in spellings:
            return name
    folded = tidy.casefold()
    for name, spellings in UNITS.items():
        if any(folded == spelling.casefold() for spelling in spellings):
            return name
    return tidy


def split_unit(text: str, *, extra: Iterable[str] = ()) -> tuple[str, str | None]:
    """(text of the value, name of the unit or None). `extra` are units of the exercise itself.

    >>> split_unit("12.5 cm"), split_unit("$1.79"), split_unit("3/4"), split_unit("9 square feet")
    (('12.5', 'cm'), ('1.79', '$'), ('3/4', None), ('9', 'ft^2'))
    """
    tidy = text.strip().removesuffix(".")
    sign = next((s for s in _SIGNS_BEFORE if tidy.removeprefix("-").lstrip().startswith(s)), None)
    if sign is not None:
        return tidy.replace(sign, "", 1).strip(), sign
    known = {spelling.casefold() for spellings in UNITS.values() for spelling in spellings}
    known |= {unit.casefold() for unit in extra}
    for start in range(max(1, len(tidy) - _MAX_UNIT_CHARACTERS), len(tidy)):
        value, unit = tidy[:start].rstrip(), " ".join(tidy[start:].split())
        is_new_word = not (tidy[start - 1].isalpha() or tidy[start].isdigit() or tidy[start] == " ")
        is_after_value = value[-1:].isalnum() or value[-1:] in tuple(")}].½")
        if is_new_word and is_after_value and unit.casefold() in known:
            return value, unit_name(unit)
    return tidy, None
