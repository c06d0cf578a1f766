"""A gRPC server of this process that gives canned answers: for what real services cannot be made to do."""

from concurrent import futures
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

import grpc

from indicast.rpc.v1 import error_pb2

Handler = Callable[[bytes, Any], Any]


class FakeServices:
    """Answers by method name. A handler gets the request's bytes and the context; it returns a
    message, or a list of messages for a stream."""

    def __init__(
        self, handlers: Dict[str, Handler], *, credentials: Any = None, address: str = "127.0.0.1:0"
    ) -> None:
        self.calls: List[Tuple[str, Dict[str, str], Optional[float]]] = []
        """Method, metadata and time left of each call."""
        self._server = grpc.server(
            futures.ThreadPoolExecutor(4), options=[("grpc.so_reuseport", 0)]
        )
        self._server.add_generic_rpc_handlers([_Dispatch(handlers, self.calls)])
        if credentials is None:
            port = self._server.add_insecure_port(address)
        else:
            port = self._server.add_secure_port(address, credentials)
        self.address = f"127.0.0.1:{port}"
        self._server.start()

    def close(self) -> None:
        """Ends the server and its calls."""
        self._server.stop(0).wait()


class _Dispatch(grpc.GenericRpcHandler):  # type: ignore[misc]
    def __init__(self, handlers: Dict[str, Handler], calls: List[Any]) -> None:
        self._handlers = handlers
        self._calls = calls

    def service(self, details: Any) -> Any:
        name = details.method.rsplit("/", 1)[1]
        if name not in self._handlers:
            return None

        def answer(requests: Iterator[bytes], context: Any) -> Iterator[bytes]:
            self._calls.append((name, dict(details.invocation_metadata), context.time_remaining()))
            found = self._handlers[name](b"".join(requests), context)
            for message in found if isinstance(found, list) else [found]:
                yield message.SerializeToString()

        return grpc.stream_stream_rpc_method_handler(answer)


def refuse(context: Any, code: Any, message: str, *details: Tuple[str, Any]) -> None:
    """Ends a call with a typed error."""
    status = error_pb2.Status(code=code.value[0], message=message)
    for name, detail in details:
        any_detail = status.details.add()
        any_detail.type_url = f"type.googleapis.com/google.rpc.{name}"
        any_detail.value = detail.SerializeToString()
    context.set_trailing_metadata([("grpc-status-details-bin", status.SerializeToString())])
    context.abort(code, message)
