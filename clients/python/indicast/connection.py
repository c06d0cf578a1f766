"""One service: channel, TLS, deadline, retries, language, and the kinds of calls.

Reads are repeated by the channel while the service is UNAVAILABLE: 4 tries in all, pauses of 0.1 s,
0.2 s, 0.4 s with jitter, always within the time limit of the call. Writes are not repeated; the same
``request_id`` may be sent again. Thread-safe. gRPC does not survive a fork: connect in the process
that calls (a call in another one raises RuntimeError instead of hanging).
"""

import json
import os
import secrets
import threading
from dataclasses import dataclass, field
from typing import (
    Any,
    Dict,
    Generic,
    Iterable,
    Iterator,
    List,
    Optional,
    Tuple,
    Type,
    TypeVar,
)
from typing import cast

import grpc
from google.protobuf.message import Message

from indicast.addresses import check_address, is_local
from indicast.errors import (
    CancelledCallError,
    IndicastError,
    InvalidArgumentError,
    UnavailableError,
    from_rpc_error,
)
from indicast.tls_files import Tls, why_unreachable

Request = TypeVar("Request", bound=Message)
Answer = TypeVar("Answer", bound=Message)
MAX_RESPONSE_BYTES = 64 << 20
"""A document text may hold 4 MiB and is answered in one message."""

_RETRIED_SERVICES = (
    "indicast.store.v1.IndicatorStore",
    "indicast.store.v1.ScenarioStore",
    "indicast.projection.v1.Projection",
)


def _service_config(address: str) -> str:
    config: Dict[str, Any] = {
        "methodConfig": [
            {
                "name": [{"service": service} for service in _RETRIED_SERVICES],
                "retryPolicy": {
                    "maxAttempts": 4,
                    "initialBackoff": "0.1s",
                    "maxBackoff": "2s",
                    "backoffMultiplier": 2.0,
                    "retryableStatusCodes": ["UNAVAILABLE"],
                },
            },
            # The one method among them that writes: the closer name wins.
            {"name": [{"service": _RETRIED_SERVICES[1], "method": "CreateScenario"}]},
        ]
    }
    if address.startswith("dns:"):
        config["loadBalancingConfig"] = [{"round_robin": {}}]
    return json.dumps(config)


@dataclass(frozen=True)
class ConnectOptions:
    """How calls are made. 调用方式。"""

    timeout: float = 10.0
    """Seconds for a whole call, retries included."""
    stream_timeout: float = 600.0
    """Seconds for a whole stream that ends by itself: figures, exports, imports, simulations."""
    language: str = "en"
    """``"zh"`` or ``"en"``: names, texts and errors."""
    numbers: str = "decimal"
    """``"decimal"``: exact decimal.Decimal; ``"float"``: float columns in data frames."""
    tls: Optional[Tls] = None
    """None: in clear, to this machine only."""

    def __post_init__(self) -> None:
        for name, value, allowed in (
            ("language", self.language, ("zh", "en")),
            ("numbers", self.numbers, ("decimal", "float")),
        ):
            if value not in allowed:
                raise _configuration(f"{name}: '{value}' is none of {', '.join(allowed)}")
        for name, seconds in (("timeout", self.timeout), ("stream_timeout", self.stream_timeout)):
            if not seconds > 0:
                raise _configuration(f"{name}: {seconds!r} is not a time above 0 seconds")


def _configuration(message: str) -> InvalidArgumentError:
    return InvalidArgumentError(message, reason="CONFIGURATION_INVALID")


FileStates = Tuple[Tuple[int, int, int], ...]


@dataclass
class _Channel:
    channel: Any
    files: FileStates
    stubs: Dict[type, Any] = field(default_factory=dict)


class Connection:
    """The way to one service. Connects at the first call."""

    def __init__(self, address: str, options: ConnectOptions) -> None:
        check_address(address, secure=options.tls is not None, language=options.language)
        self.address = address
        self.options = options
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._current: Optional[_Channel] = None
        self._closed = False
        if options.tls is not None:
            options.tls.context(options.language)  # files that would not work are named here

    def close(self) -> None:
        """Ends the connection and its calls."""
        with self._lock:
            self._closed = True
            current, self._current = self._current, None
        if current is not None and os.getpid() == self._process:
            current.channel.close()

    def method(self, stub: Any, name: str) -> Any:
        """The callable of a method on the current channel."""
        if os.getpid() != self._process:
            raise RuntimeError(
                "gRPC does not survive a fork: call indicast.connect() in this process"
            )
        with self._lock:
            if self._closed:
                raise RuntimeError("the connection is closed")
            current = self._channel_for(self._file_states())
            if stub not in current.stubs:
                current.stubs[stub] = stub(current.channel)
            return getattr(current.stubs[stub], name)

    def metadata(self) -> Tuple[str, Tuple[Tuple[str, str], ...]]:
        """A new request id, and what a call carries."""
        request_id = secrets.token_hex(8)
        return request_id, (
            ("accept-language", self.options.language),
            ("x-request-id", request_id),
        )

    def failure(self, error: Any, timeout: Optional[float], request_id: str) -> Exception:
        """The exception for what grpc raised."""
        failure = from_rpc_error(
            error,
            address=self.address,
            timeout=timeout,
            request_id=request_id,
            language=self.options.language,
        )
        if failure.reason != "SERVICE_UNREACHABLE":
            return failure
        cause = why_unreachable(self.address, self.options.tls, self.options.language)
        if cause is None:
            return failure
        kind, reason, message = cause
        return kind(message, reason=reason, request_id=request_id, language=self.options.language)

    def _file_states(self) -> FileStates:
        tls = self.options.tls
        if tls is None:
            return ()
        try:
            states = [path.stat() for path in tls.files()]
        except OSError:
            if self._current is not None:
                return self._current.files  # being replaced just now
            tls.context(self.options.language)
            raise
        return tuple((s.st_ino, s.st_size, s.st_mtime_ns) for s in states)

    def _channel_for(self, files: FileStates) -> _Channel:
        """The current channel, or a new one where the files of TLS are others and fit together."""
        if self._current is not None and self._current.files == files:
            return self._current
        if self._current is not None and not self._fit():
            return self._current
        channel = self._new_channel()
        if self._current is not None and self._file_states() != files:
            return self._current  # replaced while they were read: the next call takes them up
        # The channel before ends with its last call.
        self._current = _Channel(channel, files)
        return self._current

    def _fit(self) -> bool:
        try:
            cast(Tls, self.options.tls).context()
        except IndicastError:
            return False
        return True

    def _new_channel(self) -> Any:
        local = is_local(self.address)
        options: List[Tuple[str, Any]] = [
            ("grpc.max_receive_message_length", MAX_RESPONSE_BYTES),
            ("grpc.service_config", _service_config(self.address)),
            ("grpc.keepalive_time_ms", 30000),
            ("grpc.keepalive_timeout_ms", 10000),
        ]
        if local:
            # A proxy of the surroundings must never see a local connection.
            options.append(("grpc.enable_http_proxy", 0))
        tls = self.options.tls
        if tls is None:
            return grpc.insecure_channel(self.address, options)
        if tls.server_name is not None:
            options.append(("grpc.ssl_target_name_override", tls.server_name))
        ca, certificate, key = (path.read_bytes() for path in tls.files())
        credentials = grpc.ssl_channel_credentials(ca, key, certificate)
        return grpc.secure_channel(self.address, credentials, options)


class _Method(Generic[Request, Answer]):
    """One method of a service: called with its request message."""

    def __init__(
        self,
        connection: Connection,
        stub: Any,
        name: str,
        request: Type[Request],
        answer: Type[Answer],
    ) -> None:
        self.name = name
        self.request = request
        self.answer = answer
        self._connection = connection
        self._stub = stub

    def _callable(self) -> Any:
        return self._connection.method(self._stub, self.name)


class Unary(_Method[Request, Answer]):
    """One request, one answer."""

    def __call__(self, request: Request, *, timeout: Optional[float] = None) -> Answer:
        """Seconds for the whole call; None: those of the connection."""
        limit = self._connection.options.timeout if timeout is None else timeout
        request_id, metadata = self._connection.metadata()
        try:
            answer = self._callable()(request, timeout=limit, metadata=metadata)
        except grpc.RpcError as error:
            raise self._connection.failure(error, limit, request_id) from None
        return cast(Answer, answer)


class Stream(Generic[Answer], Iterator[Answer]):
    """The answers of a call, one by one. Leaving a ``with`` block, or ``cancel()``, ends the call.

    逐条读取;离开 with 块或调用 cancel() 即结束。
    """

    def __init__(
        self, connection: Connection, call: Any, limit: Optional[float], request_id: str
    ) -> None:
        self._connection = connection
        self._call = call
        self._limit = limit
        self._request_id = request_id

    def __iter__(self) -> "Stream[Answer]":
        return self

    def __next__(self) -> Answer:
        try:
            return cast(Answer, next(self._call))
        except grpc.RpcError as error:
            raise self._connection.failure(error, self._limit, self._request_id) from None

    def cancel(self) -> None:
        """Ends the call; from any thread."""
        self._call.cancel()

    def __enter__(self) -> "Stream[Answer]":
        return self

    def __exit__(self, *_: object) -> None:
        self.cancel()

    def __del__(self) -> None:
        self._call.cancel()


class ServerStream(_Method[Request, Answer]):
    """One request, many answers."""

    endless = False

    def __call__(self, request: Request, *, timeout: Optional[float] = None) -> Stream[Answer]:
        """Seconds for the whole stream; None: those of the connection."""
        limit: Optional[float] = timeout
        if limit is None and not self.endless:
            limit = self._connection.options.stream_timeout
        request_id, metadata = self._connection.metadata()
        call = self._callable()(request, timeout=limit, metadata=metadata)
        return Stream(self._connection, call, limit, request_id)


class EndlessStream(ServerStream[Request, Answer]):
    """A stream that goes on until it is cancelled: no time limit unless one is given."""

    endless = True


class ClientStream(_Method[Request, Answer]):
    """Many requests, one answer."""

    def __call__(self, parts: Iterable[Request], *, timeout: Optional[float] = None) -> Answer:
        """An exception of ``parts`` breaks the call off and is raised."""
        limit = self._connection.options.stream_timeout if timeout is None else timeout
        request_id, metadata = self._connection.metadata()
        failures: List[BaseException] = []

        def guarded() -> Iterator[Request]:
            try:
                yield from parts
            except BaseException as error:
                failures.append(error)
                raise

        try:
            answer = self._callable()(guarded(), timeout=limit, metadata=metadata)
        except grpc.RpcError as error:
            if failures:
                raise failures[0] from None
            raise self._connection.failure(error, limit, request_id) from None
        return cast(Answer, answer)


def is_passing(error: Exception) -> bool:
    """True for an error after which a stream of reads that nobody cancelled may be begun again."""
    # A server that stops may cut a stream before it can say why.
    cut = isinstance(error, (UnavailableError, CancelledCallError))
    return cut or getattr(error, "reason", "") == "WATCH_TOO_SLOW"
