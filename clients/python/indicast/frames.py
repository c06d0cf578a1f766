"""Messages of the contract as data frames: one row a message, columns as in the contract.

Numbers are exact ``decimal.Decimal`` (or floats, where the connection says ``numbers="float"``); what
is not there is None. Codes are words (``"growth"``), texts are in the language of the connection.
消息转为数据框:一条消息一行,列名同接口定义;缺数为 None。
"""

from decimal import Decimal
from typing import Any, Callable, Dict, Iterable, Mapping, Optional, Sequence, Union

import pandas
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from indicast.values import decimal_of, text_of, word_of

Cells = Dict[str, Any]
_LocalizedText = "indicast.type.v1.LocalizedText"


class FrameMaker:
    """Makes data frames in one language and one kind of numbers."""

    def __init__(self, language: str, numbers: str) -> None:
        self.language = language
        self.numbers = numbers
        self._flat: Dict[str, Callable[[str, Any], Cells]] = {
            "indicast.type.v1.Decimal": lambda name, m: {name: decimal_of(m)},
            _LocalizedText: lambda name, m: {name: self.text(m) or None},
            "indicast.type.v1.Period": lambda name, m: {name: m.text or None},
            "indicast.type.v1.Publication": _publication,
            "indicast.type.v1.Evidence": _evidence,
            "indicast.type.v1.RevisionInfo": _revision,
            "indicast.store.v1.SeriesKey": lambda _, m: self.cells(m),
            "indicast.store.v1.Derivation": self._derivation,
            "indicast.store.v1.TargetGoal": self._goal,
            "indicast.projection.v1.ProjectedValue": self._projected,
            "indicast.projection.v1.Probability": self._probability,
            "google.protobuf.Timestamp": lambda name, m: {name: _time(m)},
        }

    def text(self, message: Any) -> str:
        """A localized text in the language of this maker."""
        return text_of(message, self.language)

    def frame(
        self,
        rows: Iterable[Union[Message, Cells]],
        columns: Sequence[str],
        *,
        attrs: Optional[Mapping[str, Any]] = None,
    ) -> Any:
        """A data frame of messages or ready cells with these columns, in this order."""
        cells = [self.cells(row) if isinstance(row, Message) else row for row in rows]
        frame = pandas.DataFrame(
            {name: self._column([row.get(name) for row in cells]) for name in columns},
            columns=list(columns),
        )
        frame.attrs.update(attrs or {})
        return frame

    def cells(self, message: Message, prefix: str = "") -> Cells:
        """All fields of a message, flat; fields of parts carry the name of the part in front."""
        out: Cells = {}
        for field in message.DESCRIPTOR.fields:
            out.update(self._field(message, field, prefix + field.name))
        return out

    def _field(self, message: Message, field: FieldDescriptor, name: str) -> Cells:
        value = getattr(message, field.name)
        if field.label == FieldDescriptor.LABEL_REPEATED:
            return self._repeated(field, value, name)
        if field.enum_type is not None:
            return {name: word_of(field.enum_type, value) or None}
        if field.message_type is None:
            absent = value == "" or (field.has_presence and not message.HasField(field.name))
            return {name: None if absent else value}
        flat = self._flat.get(field.message_type.full_name)
        if not message.HasField(field.name) and flat is None:
            return {}
        return flat(name, value) if flat else self.cells(value, name + "_")

    def _repeated(self, field: FieldDescriptor, values: Any, name: str) -> Cells:
        if field.message_type is None:
            if field.enum_type is not None:
                return {name: tuple(word_of(field.enum_type, v) for v in values)}
            return {name: tuple(values)}
        if field.message_type.full_name == _LocalizedText:
            return {name: tuple(self.text(v) for v in values)}
        return {}  # rows of their own

    def _derivation(self, name: str, message: Any) -> Cells:
        formula = message.DESCRIPTOR.fields_by_name["formula"].enum_type
        return {
            "formula": word_of(formula, message.formula) or None,
            "inputs": ";".join(message.inputs) or None,
        }

    def _goal(self, name: str, message: Any) -> Cells:
        kind = message.WhichOneof("right_side")
        relative = message.relative if kind == "relative" else None
        return {
            name: decimal_of(message.constant) if kind == "constant" else None,
            f"{name}_kind": kind,
            f"{name}_indicator": relative.indicator if relative else None,
            f"{name}_margin": decimal_of(relative.margin) if relative else None,
            f"{name}_authority": self.text(message.external.authority) or None,
        }

    def _projected(self, name: str, message: Any) -> Cells:
        # The value of a point is the point's: its qualifier needs no longer name.
        prefix = "" if name == "value" else name + "_"
        qualifier = message.DESCRIPTOR.fields_by_name["qualifier"].enum_type
        known = bool(message.value.text)
        return {
            name: decimal_of(message.value),
            f"{prefix}qualifier": word_of(qualifier, message.qualifier) or None,
            f"{prefix}decimals": message.display_decimals if known else None,
        }

    def _probability(self, name: str, message: Any) -> Cells:
        method = message.DESCRIPTOR.fields_by_name["method"].enum_type
        return {
            name: decimal_of(message.value),
            f"{name}_low": decimal_of(message.low),
            f"{name}_high": decimal_of(message.high),
            f"{name}_method": word_of(method, message.method) or None,
        }

    def _column(self, values: Sequence[Any]) -> Any:
        if self.numbers == "float" and any(isinstance(value, Decimal) for value in values):
            floats = [None if value is None else float(value) for value in values]
            return pandas.Series(floats, dtype="float64")
        if values and all(isinstance(value, (bool, int)) for value in values):
            return pandas.Series(values)
        return pandas.Series(values, dtype="object")


def _publication(name: str, message: Any) -> Cells:
    known = bool(message.date)
    return {name: message.date or None, f"{name}_estimated": message.estimated if known else None}


def _evidence(name: str, message: Any) -> Cells:
    quote = message.quote if message.WhichOneof("grounds") == "quote" else None
    return {
        "document": message.document or None,
        "quote": quote.exact if quote else None,
        "prefix": (quote.prefix or None) if quote else None,
        "suffix": (quote.suffix or None) if quote else None,
        "no_quote_reason": message.no_quote_reason or None,
    }


def _revision(name: str, message: Any) -> Cells:
    return {
        name: message.revision or None,
        "commit_time": _time(message.commit_time),
        "author": message.author or None,
        "reason": message.reason or None,
    }


def _time(message: Timestamp) -> Any:
    if not message.seconds and not message.nanos:
        return None
    return pandas.Timestamp(message.ToNanoseconds(), tz="UTC")
