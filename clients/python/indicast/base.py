"""What all parts of the client share."""

from typing import Any, Dict, List, Optional, Tuple, Type, TypeVar

from google.protobuf.message import Message

from indicast.building import build
from indicast.connection import Connection, ConnectOptions, Unary
from indicast.errors import InternalError, InvalidArgumentError
from indicast.frames import FrameMaker
from indicast.services import Projection, Store
from indicast.type.v1 import value_pb2

M = TypeVar("M", bound=Message)

MAX_PAGE_SIZE = 1000


class ClientBase:
    """Both services under one set of options."""

    def __init__(self, store: str, projection: str, options: ConnectOptions) -> None:
        self.options = options
        self.store_address = store
        self.projection_address = projection
        self._store = Store(Connection(store, options)) if store else None
        self._projection = Projection(Connection(projection, options)) if projection else None
        self._frames = FrameMaker(options.language, options.numbers)

    @property
    def store(self) -> Store:
        """Every method of the store as in the contract. 指标库的全部方法。"""
        if self._store is None:
            raise self._no_address("store", "INDICAST_STORE")
        return self._store

    @property
    def projection(self) -> Projection:
        """Every method of the projection service as in the contract. 测算服务的全部方法。"""
        if self._projection is None:
            raise self._no_address("projection", "INDICAST_PROJECTION")
        return self._projection

    def text(self, localized: value_pb2.LocalizedText) -> str:
        """A name or note in the language of the client. 按当前语言取文字。"""
        return self._frames.text(localized)

    def close(self) -> None:
        """Ends both connections. 关闭连接。"""
        for service in (self._store, self._projection):
            if service is not None:
                service.connection.close()

    def _no_address(self, service: str, variable: str) -> InvalidArgumentError:
        return InvalidArgumentError(
            f"no address of the {service} service: give {service}=..., set {variable}, or run "
            "indicast up",
            reason="ADDRESS_INVALID",
            language=self.options.language,
        )

    def _build(self, message_type: Type[M], values: Dict[str, Any]) -> M:
        return build(message_type, values, language=self.options.language)

    def _all_pages(
        self, method: Unary[Any, Any], values: Dict[str, Any], items: str
    ) -> Tuple[List[Any], Dict[str, Any]]:
        """All items of a list at one revision, and what data frames say of it."""
        request = self._build(method.request, values)
        request.page_size = MAX_PAGE_SIZE
        found: List[Any] = []
        while True:
            answer = method(request)
            found.extend(getattr(answer, items))
            if not answer.next_page_token:
                return found, {"revision": answer.revision}
            if answer.next_page_token == request.page_token:
                raise InternalError(
                    "the service answered the same page token twice",
                    reason="PAGE_TOKEN_REPEATED",
                    language=self.options.language,
                )
            request.page_token = answer.next_page_token


def as_list(value: Any) -> Optional[List[Any]]:
    """One id or several as a list."""
    if value is None:
        return None
    return [value] if isinstance(value, str) else list(value)
