"""Indicast from Python: published figures and targets of a city, and projections toward them.

    import indicast

    client = indicast.connect(language="zh")
    client.project("plan").targets

Figures come as data frames with exact decimals, errors as exceptions with reason, field paths and next
step. The messages of the contract are in ``indicast.store.v1`` and ``indicast.projection.v1``.

用 Python 读取城市已公布的数值与目标,并作情景测算。
"""

from indicast.client import Client, connect
from indicast.connection import ConnectOptions
from indicast.errors import (
    AbortedError,
    AlreadyExistsError,
    CancelledCallError,
    DataLossError,
    DeadlineExceededError,
    FailedPreconditionError,
    FieldViolation,
    IndicastError,
    InternalError,
    InvalidArgumentError,
    NotFoundError,
    OutOfRangeError,
    PermissionDeniedError,
    ResourceExhaustedError,
    UnauthenticatedError,
    UnavailableError,
    UnimplementedError,
)
from indicast.rules import assume
from indicast.tls_files import Tls
from indicast.version import __version__

__all__ = [
    "AbortedError",
    "AlreadyExistsError",
    "CancelledCallError",
    "Client",
    "ConnectOptions",
    "DataLossError",
    "DeadlineExceededError",
    "FailedPreconditionError",
    "FieldViolation",
    "IndicastError",
    "InternalError",
    "InvalidArgumentError",
    "NotFoundError",
    "OutOfRangeError",
    "PermissionDeniedError",
    "ResourceExhaustedError",
    "Tls",
    "UnauthenticatedError",
    "UnavailableError",
    "UnimplementedError",
    "__version__",
    "assume",
    "connect",
]
