"""Errors as exceptions: reason, wrong fields by path, next step.

错误以异常抛出:原因代码、出错字段的路径、下一步。

Every error of a service is an :class:`IndicastError` of the subclass of its gRPC code. Reasons are
listed in docs/errors.md and may be branched on; messages are for people and may change.
"""

from typing import Any, Dict, Mapping, NamedTuple, Optional, Sequence, Tuple, Type

from google.protobuf.message import DecodeError

from indicast.next_steps import next_step_of, words_of_code
from indicast.rpc.v1 import error_pb2

_DETAILS_KEY = "grpc-status-details-bin"
_TYPE_PREFIX = "type.googleapis.com/google.rpc."


class FieldViolation(NamedTuple):
    """One wrong field of a request. 请求中一个有误的字段。"""

    field: str
    """Path in the request, for example ``observations[3].period.text``."""
    description: str
    """What is wrong, the value, what is allowed."""


class IndicastError(Exception):
    """An error of a service, or of the way to it. 服务或连接的错误。"""

    code: str = "UNKNOWN"

    def __init__(
        self,
        message: str,
        *,
        reason: str = "",
        fields: Sequence[FieldViolation] = (),
        metadata: Optional[Mapping[str, str]] = None,
        request_id: str = "",
        language: str = "en",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason or self.code
        self.fields: Tuple[FieldViolation, ...] = tuple(fields)
        self.metadata: Dict[str, str] = dict(metadata or {})
        self.request_id = request_id
        self.language = language

    def __reduce__(self) -> Tuple[Any, ...]:
        return _rebuilt, (type(self), self.message, self.__dict__.copy())

    @property
    def next_step(self) -> str:
        """What to do now, in the language of the connection; empty where there is nothing to add."""
        return next_step_of(self.reason, self.code, self.language)

    def __str__(self) -> str:
        chinese = self.language == "zh"
        text = f"{self.reason}: {words_of_code(self.code, self.language)}: {self.message}"
        for field, description in self.fields if len(self.fields) > 1 else ():
            text += f"\n  {field}: {description}"
        if "omitted_violations" in self.metadata:
            more = self.metadata["omitted_violations"]
            text += f"\n  另有 {more} 处" if chinese else f"\n  and {more} more"
        if self.next_step:
            text += ("\n下一步:" if chinese else "\nnext: ") + self.next_step
        if self.request_id:
            text += ("\n请求号:" if chinese else "\nrequest id: ") + self.request_id
        return text


def _rebuilt(cls: Type[IndicastError], message: str, state: Dict[str, Any]) -> IndicastError:
    error = cls(message)
    error.__dict__.update(state)
    return error


class CancelledCallError(IndicastError):
    """The call was cancelled."""

    code = "CANCELLED"


class InvalidArgumentError(IndicastError, ValueError):
    """The request is wrong; ``fields`` names each wrong field."""

    code = "INVALID_ARGUMENT"


class DeadlineExceededError(IndicastError):
    """No answer within the time limit of the call, retries included."""

    code = "DEADLINE_EXCEEDED"


class NotFoundError(IndicastError):
    """What was asked for is not there; ``metadata["nearest"]`` may name what is."""

    code = "NOT_FOUND"


class AlreadyExistsError(IndicastError):
    """It is there already."""

    code = "ALREADY_EXISTS"


class PermissionDeniedError(IndicastError):
    """The caller may not do this."""

    code = "PERMISSION_DENIED"


class UnauthenticatedError(IndicastError):
    """The service does not know who calls."""

    code = "UNAUTHENTICATED"


class ResourceExhaustedError(IndicastError):
    """The service is busy, out of space, or a limit is exceeded."""

    code = "RESOURCE_EXHAUSTED"


class FailedPreconditionError(IndicastError):
    """The data or the settings do not allow it."""

    code = "FAILED_PRECONDITION"


class AbortedError(IndicastError):
    """Somebody else wrote meanwhile: read again and repeat."""

    code = "ABORTED"


class OutOfRangeError(IndicastError):
    """Beyond the data at hand."""

    code = "OUT_OF_RANGE"


class UnimplementedError(IndicastError):
    """This build of the service does not offer the method."""

    code = "UNIMPLEMENTED"


class InternalError(IndicastError):
    """An unexpected failure; report it with the request id."""

    code = "INTERNAL"


class UnavailableError(IndicastError):
    """The service does not answer; reads were repeated already."""

    code = "UNAVAILABLE"


class DataLossError(IndicastError):
    """Stored data is damaged."""

    code = "DATA_LOSS"


_BY_CODE: Dict[str, Type[IndicastError]] = {cls.code: cls for cls in IndicastError.__subclasses__()}


def error_of_code(code: str) -> Type[IndicastError]:
    """The exception class of a canonical code such as ``NOT_FOUND``."""
    return _BY_CODE.get(code, IndicastError)


def wrong_field(path: str, description: str, language: str = "en") -> InvalidArgumentError:
    """The error of a field that is refused before anything is sent."""
    violation = FieldViolation(path, description)
    message = f"{path}: {description}" if path else description
    return InvalidArgumentError(
        message, reason="FIELD_INVALID", fields=[violation], language=language
    )


def from_rpc_error(
    error: Any, *, address: str, timeout: Optional[float], request_id: str, language: str
) -> IndicastError:
    """The exception of a failed call; ``error`` is what grpc raised."""
    code = error.code().name
    message = error.details() or ""
    reason, fields, metadata = "", [], {}  # type: str, Sequence[FieldViolation], Dict[str, str]
    details = _details_of(error)
    if details is not None:
        reason, fields, metadata, answered_id = _unpacked(details)
        request_id = answered_id or request_id
    elif code == "UNAVAILABLE":
        reason, message = "SERVICE_UNREACHABLE", f"no service answers at {address} ({message})"
    elif code == "DEADLINE_EXCEEDED" and timeout is not None:
        reason, message = "DEADLINE_EXCEEDED", f"no answer from {address} within {timeout:g} s"
    elif code == "UNIMPLEMENTED":
        message = f"the service at {address} does not offer this method ({message})"
    return error_of_code(code)(
        message,
        reason=reason,
        fields=fields,
        metadata=metadata,
        request_id=request_id,
        language=language,
    )


def _details_of(error: Any) -> Optional[error_pb2.Status]:
    for key, value in error.trailing_metadata() or ():
        if key == _DETAILS_KEY:
            try:
                return error_pb2.Status.FromString(value)
            except DecodeError:
                return None
    return None


def _unpacked(
    status: error_pb2.Status,
) -> Tuple[str, Sequence[FieldViolation], Dict[str, str], str]:
    reason, fields, metadata, request_id = "", [], {}, ""
    for detail in status.details:
        try:
            if detail.type_url == _TYPE_PREFIX + "ErrorInfo":
                info = error_pb2.ErrorInfo.FromString(detail.value)
                reason, metadata = info.reason, dict(info.metadata)
            elif detail.type_url == _TYPE_PREFIX + "BadRequest":
                wrong = error_pb2.BadRequest.FromString(detail.value)
                fields = [FieldViolation(v.field, v.description) for v in wrong.field_violations]
            elif detail.type_url == _TYPE_PREFIX + "RequestInfo":
                request_id = error_pb2.RequestInfo.FromString(detail.value).request_id
        except DecodeError:
            continue
    return reason, fields, metadata, request_id
