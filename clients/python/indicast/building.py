"""Messages of the contract from plain Python values.

A message is a mapping of its fields (or the message itself). Inside it: a number for a Decimal, a text
for a LocalizedText (in the language of the connection, or ``{"zh": ..., "en": ...}``), ``2024`` or
``"2024-03"`` for a Period, a word for a code (``"growth"``), an id for a scenario, a revision or a date
for an AsOf, ``{"target": value}`` for quotas, ``{"imports-exports@2024": "3%"}`` for assumptions.
None leaves a field unset. What does not fit is an InvalidArgumentError with the path of the field.
"""

import difflib
from typing import Any, Callable, Dict, Iterable, List, Mapping, Type, TypeVar

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from indicast import rules
from indicast.errors import wrong_field
from indicast.values import date_text, decimal_text, number_of

M = TypeVar("M", bound=Message)


def build(message_type: Type[M], values: Any, *, path: str = "", language: str = "en") -> M:
    """A message of that type from a mapping of its fields."""
    message = message_type()
    _Builder(language).fill(message, values, path)
    return message


class _Builder:
    def __init__(self, language: str) -> None:
        self._language = language
        self._short_forms: Dict[str, Callable[[Any], Any]] = {
            "indicast.type.v1.Decimal": lambda v: {"text": decimal_text(v)},
            "indicast.type.v1.LocalizedText": self._text,
            "indicast.type.v1.Period": lambda v: {"text": str(v)},
            "indicast.type.v1.TextQuote": lambda v: {"exact": v},
            "indicast.type.v1.AsOf": _as_of,
            "indicast.type.v1.Publication": lambda v: {"date": date_text(v)},
            "indicast.store.v1.SeriesKey": _series,
            "indicast.store.v1.ObservationReference": _reference,
            "indicast.projection.v1.ScenarioSelection": lambda v: {"scenario": v},
            "indicast.store.v1.AssumptionRule": lambda v: rules.parse_rule(str(v)),
            "indicast.store.v1.Assumption": lambda v: rules.parse_setting(str(v)),
        }

    def _text(self, value: Any) -> Any:
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is not a text")
        return {self._language: value}

    def fill(self, message: Message, values: Any, path: str) -> None:
        descriptor = message.DESCRIPTOR
        if isinstance(values, type(message)):
            message.CopyFrom(values)
            return
        if not isinstance(values, Mapping):
            short_form = self._short_forms.get(descriptor.full_name)
            if short_form is None:
                raise self._wrong(path, f"{values!r} is not a mapping of {_names(descriptor)}")
            try:
                expanded = short_form(values)
            except ValueError as error:
                raise self._wrong(path, str(error)) from None
            self.fill(message, expanded, path)
            return
        for name, value in values.items():
            if value is not None:
                self._set(message, self._field(descriptor, name, path), value, _below(path, name))

    def _field(self, descriptor: Descriptor, name: Any, path: str) -> FieldDescriptor:
        field = descriptor.fields_by_name.get(str(name))
        if field is None:
            near = difflib.get_close_matches(str(name), descriptor.fields_by_name, n=3)
            hint = f"; did you mean {' or '.join(near)}?" if near else f": {_names(descriptor)}"
            raise self._wrong(_below(path, str(name)), f"{descriptor.name} has no such field{hint}")
        return field

    def _set(self, message: Message, field: FieldDescriptor, value: Any, path: str) -> None:
        repeated = field.label == FieldDescriptor.LABEL_REPEATED
        if field.message_type is not None:
            if repeated:
                for index, item in enumerate(self._items(field, value, path)):
                    self.fill(getattr(message, field.name).add(), item, f"{path}[{index}]")
            else:
                child = getattr(message, field.name)
                child.SetInParent()
                self.fill(child, value, path)
        elif repeated:
            items = [value] if isinstance(value, (str, bytes)) else list(value)
            for index, item in enumerate(items):
                at = f"{path}[{index}]"
                self._scalar(field, item, at, getattr(message, field.name).append)
        else:
            self._scalar(field, value, path, lambda v: setattr(message, field.name, v))

    def _items(self, field: FieldDescriptor, value: Any, path: str) -> Iterable[Any]:
        name = field.message_type.full_name if field.message_type else ""
        if isinstance(value, Mapping):
            if name == "indicast.projection.v1.ExternalQuota":
                return [{"target": target, "value": quota} for target, quota in value.items()]
            if name == "indicast.store.v1.Assumption":
                return self._assumptions(value, path)
            return [value]
        if isinstance(value, (str, Message)):
            return [value]
        try:
            return list(value)
        except TypeError:
            raise self._wrong(path, f"{value!r} is not a list") from None

    def _assumptions(self, settings: Mapping[Any, Any], path: str) -> List[Message]:
        try:
            return [rules.assume(str(key), rule) for key, rule in settings.items()]
        except ValueError as error:
            raise self._wrong(path, str(error)) from None

    def _scalar(
        self, field: FieldDescriptor, value: Any, path: str, put: Callable[[Any], None]
    ) -> None:
        try:
            if field.enum_type is not None:
                put(number_of(field.enum_type, value))
            elif field.cpp_type in (FieldDescriptor.CPPTYPE_INT32, FieldDescriptor.CPPTYPE_INT64):
                put(_whole(value))
            elif field.cpp_type == FieldDescriptor.CPPTYPE_STRING and not isinstance(value, str):
                put(date_text(value))
            else:
                put(value)
        except (TypeError, ValueError) as error:
            raise self._wrong(path, str(error)) from None

    def _wrong(self, path: str, description: str) -> Exception:
        return wrong_field(path, description, self._language)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or int(value) != value:
        raise ValueError(f"{value!r} is not a whole number")
    return int(value)


def _as_of(value: Any) -> Mapping[str, Any]:
    if isinstance(value, int) and not isinstance(value, bool):
        return {"revision": value}
    return {"publication_date": date_text(value)}


def _series(value: Any) -> Mapping[str, Any]:
    parts = str(value).split(".")
    if len(parts) not in (4, 5):
        raise ValueError(f"'{value}' is no series key; write gdp.changsha.growth.constant.total")
    return dict(zip(("indicator", "area", "measure", "price_basis", "scope"), parts))


def _reference(value: Any) -> Mapping[str, Any]:
    if isinstance(value, str) or not 2 <= len(value) <= 3:
        raise ValueError(
            f"{value!r} is no figure; write (series, period) or (series, period, document)"
        )
    return dict(zip(("series", "period", "document"), value))


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _names(descriptor: Descriptor) -> str:
    return ", ".join(field.name for field in descriptor.fields)
