"""TLS of a connection: its files, checked before a call, and why a service could not be reached.

TLS is mutual (docs/tls.md): a client knows the CA of the service and shows a certificate of its own.
"""

import os
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Optional, Tuple, Type, Union

from indicast.addresses import split_host_port
from indicast.errors import (
    FailedPreconditionError,
    IndicastError,
    InvalidArgumentError,
    UnauthenticatedError,
)

PathLike = Union[str, "os.PathLike[str]"]

_PROBE_SECONDS = 2.0


@dataclass(frozen=True)
class Tls:
    """Files of a TLS connection, PEM. TLS 连接所用的文件(PEM)。

    The files are read again when they change: calls begun after that use the new ones, calls under
    way go on.
    """

    ca: PathLike
    """CA of the service."""
    certificate: PathLike
    """Certificate of this client, then intermediate ones."""
    key: PathLike
    """Private key of ``certificate``, its owner's alone (mode 0600)."""
    server_name: Optional[str] = None
    """Name in the certificate of the service; None: the host of the address."""

    def files(self) -> Tuple[Path, Path, Path]:
        """CA, certificate and key."""
        return Path(self.ca), Path(self.certificate), Path(self.key)

    def context(self, language: str = "en") -> ssl.SSLContext:
        """The files as OpenSSL takes them; an IndicastError says what is wrong with which."""
        for path in self.files():
            try:
                path.read_bytes()
            except OSError as error:
                raise FailedPreconditionError(
                    f"{path}: {error.strerror}", reason="TLS_FILE_UNREADABLE", language=language
                ) from None
        _check_mode(Path(self.key), language)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.set_alpn_protocols(["h2"])
        try:
            context.load_verify_locations(cafile=self.ca)
        except ssl.SSLError as error:
            raise _invalid(self.ca, error, language) from None
        try:
            # An empty pass phrase, so that nobody is asked for one.
            context.load_cert_chain(self.certificate, self.key, password="")
        except ssl.SSLError as error:
            if error.reason != "KEY_VALUES_MISMATCH":
                raise _invalid(f"{self.certificate}, {self.key}", error, language) from None
            raise FailedPreconditionError(
                f"{self.key} is not the key of {self.certificate}",
                reason="TLS_KEY_MISMATCH",
                language=language,
            ) from None
        return context


def tls_from_environment(language: str = "en") -> Optional[Tls]:
    """What INDICAST_TLS_CA, _CERTIFICATE, _KEY and _SERVER_NAME say; None when none is set."""
    names = ("ca", "certificate", "key", "server_name")
    given: Dict[str, str] = {}
    for name in names:
        value = os.environ.get(f"INDICAST_TLS_{name.upper()}", "")
        if value:
            given[name] = value
    if not given:
        return None
    missing = [f"INDICAST_TLS_{name.upper()}" for name in names[:3] if name not in given]
    if missing:
        raise InvalidArgumentError(
            f"TLS needs {' and '.join(missing)} too", reason="TLS_INCOMPLETE", language=language
        )
    return Tls(**given)


def why_unreachable(
    address: str, tls: Optional[Tls], language: str
) -> Optional[Tuple[Type[IndicastError], str, str]]:
    """By one handshake of its own: class, reason and message where TLS is why nobody answers."""
    host, port = split_host_port(address)
    if address.startswith("unix:") or not port:
        return None
    try:
        with socket.create_connection((host, int(port)), _PROBE_SECONDS) as plain:
            if tls is None:
                return _in_clear(plain, address)
            return _with_tls(plain, address, tls.context(language), tls.server_name or host)
    except OSError:
        return None


def _in_clear(plain: socket.socket, address: str) -> Optional[Tuple[Type[IndicastError], str, str]]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        context.wrap_socket(plain).close()
    except ssl.SSLError as error:
        if "ALERT" not in (error.reason or ""):
            return None
    return (
        FailedPreconditionError,
        "TLS_REQUIRED",
        f"the service at {address} speaks TLS, and it was called in clear",
    )


def _with_tls(
    plain: socket.socket, address: str, context: ssl.SSLContext, name: str
) -> Optional[Tuple[Type[IndicastError], str, str]]:
    try:
        with context.wrap_socket(plain, server_hostname=name) as secure:
            # Under TLS 1.3 a client learns of its refusal from the first bytes it reads.
            return None if secure.recv(1) else _refused(address, "it closed the connection")
    except ssl.SSLCertVerificationError as error:
        return (
            UnauthenticatedError,
            "TLS_SERVER_NOT_TRUSTED",
            f"the certificate of the service at {address} is not trusted: {error.verify_message}",
        )
    except ssl.SSLError as error:
        if error.reason == "WRONG_VERSION_NUMBER":
            return (
                FailedPreconditionError,
                "TLS_NOT_SPOKEN",
                f"the service at {address} speaks no TLS",
            )
        return _refused(address, (error.reason or str(error)).lower().replace("_", " "))
    except (ConnectionError, socket.timeout):
        return None


def _refused(address: str, cause: str) -> Tuple[Type[IndicastError], str, str]:
    return (
        UnauthenticatedError,
        "TLS_CLIENT_REFUSED",
        f"the service at {address} does not accept this client: {cause}",
    )


def _check_mode(key: Path, language: str) -> None:
    state = key.stat()
    shared = 0o037 if state.st_uid == 0 else 0o077
    if state.st_mode & shared:
        raise FailedPreconditionError(
            f"{key} may be read or changed by others", reason="TLS_KEY_EXPOSED", language=language
        )


def _invalid(what: PathLike, error: ssl.SSLError, language: str) -> InvalidArgumentError:
    cause = (error.reason or str(error)).lower().replace("_", " ")
    return InvalidArgumentError(
        f"{what}: not PEM as TLS needs it ({cause})", reason="TLS_FILE_INVALID", language=language
    )
