"""Values of the contract as values of Python: exact decimals, texts in two languages, code words."""

import datetime
import math
import numbers
import re
from decimal import Decimal
from typing import Any, Dict, Optional

from google.protobuf.descriptor import EnumDescriptor, EnumValueDescriptor

from indicast.type.v1 import value_pb2

# As in docs/data-format.md; all other codes are the end of their name: "greater-or-equal".
_WORDS: Dict[str, str] = {
    "PRICE_BASIS_NOT_APPLICABLE": "na",
    "DIRECTION_HIGHER_IS_BETTER": "higher",
    "DIRECTION_LOWER_IS_BETTER": "lower",
    "OBSERVATION_STATUS_NORMAL": "A",
    "OBSERVATION_STATUS_PROVISIONAL": "P",
    "OBSERVATION_STATUS_ESTIMATED": "E",
    "OBSERVATION_STATUS_FORECAST": "F",
    "OBSERVATION_STATUS_BREAK": "B",
    "OBSERVATION_STATUS_MISSING": "M",
    "OBSERVATION_STATUS_NOT_COLLECTED": "L",
}

_SIGNS = {
    "=": "equal",
    ">=": "greater-or-equal",
    "≥": "greater-or-equal",
    ">": "greater",
    "~": "about",
    "≈": "about",
    "<=": "less-or-equal",
    "≤": "less-or-equal",
}

_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def decimal_of(message: value_pb2.Decimal) -> Optional[Decimal]:
    """The number; None where there is none."""
    return Decimal(message.text) if message.text else None


def decimal_text(value: Any) -> str:
    """The text of a number on the wire; trailing zeros stay. ValueError for what is no number.

    A float is written with the fewest digits that read back to it: 3.5 is "3.5".
    """
    if isinstance(value, bool) or value is None:
        raise ValueError(f"{value!r} is not a number")
    if isinstance(value, str):
        text = value.strip()
        if not _PLAIN_NUMBER.fullmatch(text):
            raise ValueError(f"'{value}' is not a decimal number; write plain digits like -0.50")
        return text.lstrip("+")
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} is not a number")
        return format(value, "f")
    if isinstance(value, numbers.Integral):
        return str(int(value))
    if isinstance(value, numbers.Real):
        number = float(value)
        if not math.isfinite(number):
            raise ValueError(f"{number} is not a number")
        text = format(Decimal(repr(number)), "f")
        return text[:-2] if text.endswith(".0") else text
    raise ValueError(f"{value!r} is not a number")


def text_of(message: value_pb2.LocalizedText, language: str) -> str:
    """The text in a language, else in the other one."""
    first, second = (message.zh, message.en) if language == "zh" else (message.en, message.zh)
    return first or second


def date_text(value: Any) -> str:
    """An ISO date from a text or a datetime.date."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    raise ValueError(f"{value!r} is not a date; write it like 2023-04-07")


def word_of(enum: EnumDescriptor, number: int) -> str:
    """The word of a code, as in data folders; empty for one that is not set."""
    value = enum.values_by_number.get(number)
    if value is None:
        return f"unknown-{number}"
    return "" if number == 0 else _word(enum, value)


def words_of(enum: EnumDescriptor) -> Dict[str, int]:
    """Every word of a code list and its number."""
    return {_word(enum, value): value.number for value in enum.values if value.number != 0}


def number_of(enum: EnumDescriptor, word: Any) -> int:
    """The number of a code given by word, full name, number or sign. ValueError with the words."""
    if isinstance(word, numbers.Integral) and not isinstance(word, bool):
        if int(word) in enum.values_by_number:
            return int(word)
    elif isinstance(word, str):
        if word in enum.values_by_name:
            return enum.values_by_name[word].number
        words = words_of(enum)
        sign = _SIGNS.get(word.strip(), "") if enum.name in ("Relation", "Qualifier") else ""
        found = words.get(sign or word.strip()) or words.get(word.strip().lower().replace("_", "-"))
        if found is not None:
            return found
    raise ValueError(f"{word!r} is none of: {', '.join(words_of(enum))}")


def _word(enum: EnumDescriptor, value: EnumValueDescriptor) -> str:
    if value.name in _WORDS:
        return _WORDS[value.name]
    prefix = re.sub(r"(?<!^)(?=[A-Z])", "_", enum.name).upper() + "_"
    name: str = value.name
    return (name[len(prefix) :] if name.startswith(prefix) else name).lower().replace("_", "-")
