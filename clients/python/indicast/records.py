"""Records of an import from data frames, mappings or messages.

Figures may be flat rows with the columns of observations.csv (docs/data-format.md), which are also
those of ``client.observations()``; every other record is a mapping of its fields or a message.
数值可用数据框,列名与 observations.csv 相同;其他记录用字典或消息。
"""

import math
import secrets
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Tuple, Type, Union

import pandas
from google.protobuf.message import Message

from indicast.building import build
from indicast.errors import wrong_field
from indicast.store.v1 import indicator_curation_service_pb2 as curation
from indicast.store.v1 import resources_pb2 as resources

Records = Union[Any, Iterable[Any]]

LISTS: Tuple[str, ...] = (
    "areas",
    "units",
    "documents",
    "indicators",
    "observations",
    "targets",
    "scenarios",
    "withdrawals",
    "replacements",
)

_SERIES = ("indicator", "area", "measure", "price_basis", "scope")
_PLAIN = (
    "period",
    "value",
    "published_text",
    "qualifier",
    "lower_bound",
    "upper_bound",
    "unit",
    "status",
    "stage",
    "etag",
)
_QUOTE = {"quote": "exact", "prefix": "prefix", "suffix": "suffix"}
_OTHER = ("document", "no_quote_reason", "note_zh", "note_en", "formula", "inputs")
# What a store says of a figure and never takes.
_OUTPUT_ONLY = (
    "publication",
    "publication_estimated",
    "preferred",
    "preferred_because",
    "revision",
    "commit_time",
    "author",
    "reason",
    "withdrawn",
    "current",
)


def new_request_id() -> str:
    """An idempotency key nobody used before."""
    return secrets.token_hex(16)


def fill_records(
    request: curation.ImportRecordsRequest, records: Mapping[str, Records], language: str
) -> None:
    """Adds records to a request, by the name of their list."""
    for name, given in records.items():
        if given is None:
            continue
        target = getattr(request, name)
        record_type = type(target.add())
        del target[:]
        for index, row in enumerate(rows_of(given)):
            target.append(record(record_type, row, f"{name}[{index}]", language))


def record(record_type: Type[Message], row: Any, path: str, language: str) -> Message:
    """One record of a mapping, a flat row or a message."""
    if record_type is resources.Observation and isinstance(row, Mapping) and "series" not in row:
        row = _figure(row, path, language)
    return build(record_type, row, path=path, language=language)


def rows_of(given: Records) -> Iterator[Any]:
    """The rows of a data frame or of anything iterable; one mapping or message is one row."""
    if isinstance(given, pandas.DataFrame):
        names = [str(name) for name in given.columns]
        for values in given.itertuples(index=False, name=None):
            yield {name: _given(value) for name, value in zip(names, values)}
    elif isinstance(given, (Mapping, Message)):
        yield given
    else:
        yield from given


def _given(value: Any) -> Any:
    """None for what a data frame has in an empty cell."""
    if value is None or value is pandas.NA or value is pandas.NaT or value == "":
        return None
    return None if isinstance(value, float) and math.isnan(value) else value


def _figure(row: Mapping[str, Any], path: str, language: str) -> Dict[str, Any]:
    known = {*_SERIES, *_PLAIN, *_QUOTE, *_OTHER, *_OUTPUT_ONLY}
    for name in row:
        if name not in known:
            columns = ", ".join((*_SERIES, *_PLAIN, *_QUOTE, *_OTHER))
            raise wrong_field(f"{path}.{name}", f"no such column; columns are {columns}", language)
    cells = {name: _given(value) for name, value in row.items()}
    figure: Dict[str, Any] = {name: cells.get(name) for name in _PLAIN}
    figure["series"] = {name: cells.get(name) for name in _SERIES}
    figure["series"]["scope"] = cells.get("scope") or "total"
    figure["qualifier"] = cells.get("qualifier") or "equal"
    figure["status"] = cells.get("status") or "A"
    evidence: Dict[str, Any] = {"document": cells.get("document")}
    if cells.get("quote"):
        evidence["quote"] = {field: cells.get(name) for name, field in _QUOTE.items()}
    else:
        evidence["no_quote_reason"] = cells.get("no_quote_reason")
    figure["evidence"] = evidence
    if cells.get("note_zh") or cells.get("note_en"):
        figure["note"] = {"zh": cells.get("note_zh"), "en": cells.get("note_en")}
    if cells.get("formula"):
        inputs = cells.get("inputs") or ""
        keys: List[str] = inputs.split(";") if isinstance(inputs, str) else list(inputs)
        figure["derivation"] = {"formula": cells["formula"], "inputs": keys}
    return figure


def split(
    request: curation.ImportRecordsRequest, part_bytes: int
) -> Iterator[curation.ImportRecordStreamRequest]:
    """The parts of one request, each of about so many bytes; a larger record is a part of its own."""
    part = curation.ImportRecordsRequest()
    part.CopyFrom(request)
    for name in LISTS:
        part.ClearField(name)
    size = 0
    for name in LISTS:
        for item in getattr(request, name):
            length = item.ByteSize() + 6  # tag and length
            if size > 0 and size + length > part_bytes:
                yield curation.ImportRecordStreamRequest(part=part)
                part, size = curation.ImportRecordsRequest(), 0
            getattr(part, name).append(item)
            size += length
    yield curation.ImportRecordStreamRequest(part=part)
