"""The client: everything both services offer, as Python values and data frames."""

from dataclasses import replace
from typing import Any, Optional

from indicast.addresses import find_addresses
from indicast.catalogue import Catalogue
from indicast.connection import ConnectOptions
from indicast.figures import Figures
from indicast.imports import Imports
from indicast.projections import Projections
from indicast.questions import Questions
from indicast.scenarios import Scenarios
from indicast.tls_files import Tls, tls_from_environment
from indicast.watching import Watching


class Client(Catalogue, Figures, Imports, Scenarios, Projections, Questions, Watching):
    """Both services. Made by :func:`connect`; may be shared by threads, never across a fork.

    两个服务的客户端,由 connect() 建立;可供多线程共用,不可跨 fork 使用。
    """

    def with_options(self, **changes: Any) -> "Client":
        """A client of the same services with other options, for example ``timeout=60`` or
        ``language="zh"``. 换一些选项。"""
        options = replace(self.options, **changes)
        return Client(self.store_address, self.projection_address, options)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<indicast.Client store={self.store_address} projection={self.projection_address}>"


def connect(
    store: Optional[str] = None,
    projection: Optional[str] = None,
    *,
    tls: Optional[Tls] = None,
    timeout: float = 10.0,
    stream_timeout: float = 600.0,
    language: str = "en",
    numbers: str = "decimal",
) -> Client:
    """A client of both services; the connection is made by the first call. 连接两个服务。

    Addresses (``host:port``, ``dns:///name:port``, ``unix:/path``) are those given, else
    ``$INDICAST_STORE`` and ``$INDICAST_PROJECTION``, else those of ``indicast up``. One service alone
    is enough for what it offers. ``tls`` is what is given, else ``$INDICAST_TLS_CA``,
    ``_CERTIFICATE``, ``_KEY`` and ``_SERVER_NAME`` (docs/tls.md); without it only loopback addresses and Unix sockets are
    allowed. See :class:`ConnectOptions` for the rest.
    """
    addresses = find_addresses(store, projection)
    if tls is None and not addresses.of_session:
        tls = tls_from_environment(language)
    options = ConnectOptions(
        timeout=timeout,
        stream_timeout=stream_timeout,
        language=language,
        numbers=numbers,
        tls=tls,
    )
    return Client(addresses.store, addresses.projection, options)
