"""Mutual TLS with the services as they run: who is refused and why, and a renewal under load."""

import shutil
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path
from typing import Any, Dict, List

import indicast
from indicast.store.v1 import indicator_store_service_pb2 as store_pb2
from service_processes import SOURCES, Service


class TlsServices(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="indicast-python-tls-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self._certificates("tls")
        own = self.folder / "tls/store"
        self.store = Service(
            self.folder,
            "indicast-store",
            [
                f"--data_dir={self.folder / 'data'}",
                f"--tls_certificate={own / 'tls.crt'}",
                f"--tls_key={own / 'tls.key'}",
                f"--tls_client_ca={own / 'ca.crt'}",
                "--tls_reload_interval=200ms",
            ],
            "127.0.0.1:0",
        )
        self.addCleanup(self.store.stop)

    def _certificates(self, name: str, *options: str) -> None:
        script = SOURCES / "deploy/tls/make-dev-ca.sh"
        subprocess.run(
            [str(script), name, *options], cwd=self.folder, check=True, capture_output=True
        )

    def _client(self, authority: str = "tls", **changes: Any) -> indicast.Client:
        own = self.folder / authority / "planner"
        files: Dict[str, Any] = {
            "ca": own / "ca.crt",
            "certificate": own / "tls.crt",
            "key": own / "tls.key",
        }
        tls = indicast.Tls(**{**files, **changes})
        client = indicast.connect(self.store.address, "unix:/none", tls=tls)
        self.addCleanup(client.close)
        return client

    def test_the_certificate_says_who_writes(self) -> None:
        client = self._client()
        unit = {"id": "thing", "measure": "thing", "symbol": {"zh": "个", "en": "things"}}
        client.import_records(units=[unit], reason="test")
        info = client.store.get_server_info(store_pb2.GetServerInfoRequest())
        self.assertEqual(info.head.author, "spiffe://indicast.dev/planner")

    def test_strangers_are_refused_with_the_reason(self) -> None:
        self._certificates("other")
        ours = self.folder / "tls/planner/ca.crt"
        for client, reason in (
            (self._client("other"), "TLS_SERVER_NOT_TRUSTED"),
            (self._client("other", ca=ours), "TLS_CLIENT_REFUSED"),
            (indicast.connect(self.store.address, "unix:/none"), "TLS_REQUIRED"),
        ):
            self.addCleanup(client.close)
            with self.subTest(reason=reason), self.assertRaises(indicast.IndicastError) as caught:
                client.units()
            self.assertEqual(caught.exception.reason, reason)

    def test_certificates_are_renewed_without_a_failed_call(self) -> None:
        client = self._client()
        client.units()
        enough = threading.Event()
        failures: List[Exception] = []
        calls: List[int] = []

        def read_all_the_time() -> None:
            while not enough.is_set():
                try:
                    client.units()
                    calls.append(1)
                except indicast.IndicastError as error:
                    failures.append(error)

        reader = threading.Thread(target=read_all_the_time, daemon=True)
        reader.start()
        for _ in range(3):
            self._certificates("tls", "--renew")
            before = len(calls)
            while len(calls) < before + 50 and not failures:
                enough.wait(0.01)
        enough.set()
        reader.join(30)
        self.assertEqual(failures, [])
        self.assertGreater(len(calls), 150)


if __name__ == "__main__":
    unittest.main()
