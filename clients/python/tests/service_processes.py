"""Both services as real processes on free loopback ports, over the shipped data."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Dict, List, Optional, Sequence

SOURCES = Path(os.environ["INDICAST_SOURCE_DIR"])
PROGRAMS = Path(os.environ["INDICAST_BINARY_DIR"], "bin")
_START_LIMIT = 60.0
_STOP_LIMIT = 30.0


class Service:
    """One program that writes an address file once it serves."""

    def __init__(self, folder: Path, name: str, arguments: List[str], listen: str) -> None:
        self.log = folder / f"{name}.log"
        address_file = folder / f"{name}.json"
        address_file.unlink(missing_ok=True)
        command = [str(PROGRAMS / name), f"--address={listen}", "--admin_address="]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*command, f"--address_file={address_file}", *arguments], stdout=log, stderr=log
            )
        deadline = time.monotonic() + _START_LIMIT
        while not address_file.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"{name} did not start:\n{self.log.read_text()}")
            time.sleep(0.02)
        self.address: str = json.loads(address_file.read_text())["address"]

    def stop(self) -> int:
        """SIGTERM; its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(_STOP_LIMIT)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self) -> None:
        """SIGKILL."""
        self.process.kill()
        self.process.wait()


class ServiceProcesses:
    """A store on a Unix socket, so that its address survives a restart, and a projection service."""

    def __init__(
        self,
        *,
        data: Optional[str] = "data/changsha",
        projection: bool = True,
        store_flags: Sequence[str] = (),
    ) -> None:
        self._store_flags = store_flags
        self.folder = Path(tempfile.mkdtemp(prefix="indicast-python-"))
        self.store = self._start_store()
        self.projection: Optional[Service] = None
        try:
            if projection:
                self.projection = Service(
                    self.folder,
                    "indicast-projection",
                    [f"--store={self.store.address}"],
                    "127.0.0.1:0",
                )
            if data:
                imported = self.command_line("import", str(SOURCES / data), "--yes")
                assert imported.returncode == 0, imported.stderr
        except BaseException:
            self.close()
            raise

    def restart_store(self) -> None:
        """Stops the store and starts it again at the same address."""
        assert self.store.stop() == 0, self.store.log.read_text()
        self.store = self._start_store()

    def environment(self) -> Dict[str, str]:
        """The addresses as programs read them."""
        addresses = {"INDICAST_STORE": self.store.address}
        if self.projection:
            addresses["INDICAST_PROJECTION"] = self.projection.address
        return {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "LC_ALL": "C.UTF-8", **addresses}

    def command_line(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Runs ``indicast`` against both services."""
        return subprocess.run(
            [str(PROGRAMS / "indicast"), *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def close(self) -> None:
        """Ends both and removes what they wrote."""
        try:
            codes = [service.stop() for service in (self.projection, self.store) if service]
            assert codes == [0] * len(codes), self.store.log.read_text()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _start_store(self) -> Service:
        arguments = [f"--data_dir={self.folder / 'data'}", *self._store_flags]
        return Service(self.folder, "indicast-store", arguments, f"unix:{self.folder}/store.socket")
