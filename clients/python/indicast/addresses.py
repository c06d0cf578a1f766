"""Where the services are, and which addresses may be used in clear."""

import json
import os
import re
from pathlib import Path
from typing import Dict, NamedTuple, Optional, Tuple

from indicast.errors import FailedPreconditionError, InvalidArgumentError


class Addresses(NamedTuple):
    """Both services."""

    store: str
    projection: str
    of_session: bool = False
    """True when one of them was found in the session of ``indicast up``."""


def split_host_port(address: str) -> Tuple[str, str]:
    """Host and port of ``host:port`` or ``[v6]:port``; an empty port where there is none."""
    for scheme in ("dns:///", "ipv4:", "ipv6:"):
        if address.startswith(scheme):
            address = address[len(scheme) :]
    host, colon, port = address.rpartition(":")
    if not colon:
        return address, ""
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    return host, port


def is_local(address: str) -> bool:
    """True for 127.0.0.0/8, ::1, localhost and Unix sockets."""
    if address.startswith("unix:"):
        return True
    host = split_host_port(address)[0].lower()
    # In digits only: a name such as 127.example.com resolves elsewhere.
    return host in ("localhost", "::1") or re.fullmatch(r"127\.[0-9.]*", host) is not None


def check_address(address: str, *, secure: bool, language: str) -> None:
    """Refuses what is no address, and an address beyond this machine without TLS."""
    if address.startswith("unix:"):
        return
    host, port = split_host_port(address)
    open_v6 = ":" in host and "[" not in address
    if not host or open_v6 or not re.fullmatch("[0-9]{1,5}", port) or not 1 <= int(port) <= 65535:
        raise InvalidArgumentError(
            f"'{address}' is not an address; write host:port (port 1..65535) or unix:/path",
            reason="ADDRESS_INVALID",
            language=language,
        )
    if not secure and not is_local(address):
        raise FailedPreconditionError(
            f"refusing a connection in clear to {address}; without TLS only loopback addresses "
            "and Unix sockets are allowed",
            reason="INSECURE_ADDRESS",
            language=language,
        )


def find_addresses(store: Optional[str], projection: Optional[str]) -> Addresses:
    """What is given, else $INDICAST_STORE and $INDICAST_PROJECTION, else the session of
    ``indicast up``; empty where there is none."""
    session: Dict[str, str] = {} if store and projection else _session()

    named_store = store or _variable("INDICAST_STORE")
    named_projection = projection or _variable("INDICAST_PROJECTION")
    return Addresses(
        named_store or session.get("store", ""),
        named_projection or session.get("projection", ""),
        bool(session) and not (named_store and named_projection),
    )


def _variable(name: str) -> str:
    return os.environ.get(name, "")


def _session() -> Dict[str, str]:
    path = _session_path()
    try:
        content = json.loads(path.read_text(encoding="utf-8")) if path else {}
        process = int(content["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    if not _is_alive(process):
        return {}
    return {key: str(content.get(key, "")) for key in ("store", "projection")}


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return process > 0


def _session_path() -> Optional[Path]:
    environment = os.environ
    if environment.get("INDICAST_SESSION"):
        return Path(environment["INDICAST_SESSION"])
    if environment.get("XDG_RUNTIME_DIR"):
        return Path(environment["XDG_RUNTIME_DIR"], "indicast", "session.json")
    if environment.get("XDG_STATE_HOME"):
        return Path(environment["XDG_STATE_HOME"], "indicast", "session.json")
    if environment.get("HOME"):
        return Path(environment["HOME"], ".local", "state", "indicast", "session.json")
    return None
