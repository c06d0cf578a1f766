"""Time limits, retries, errors, addresses and TLS, against servers of this process."""

import os
import pickle
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path
from typing import Any, Dict, List
from unittest import mock

import grpc

import indicast
from fake_services import FakeServices, refuse
from indicast.rpc.v1 import error_pb2
from indicast.store.v1 import indicator_curation_service_pb2 as curation
from indicast.store.v1 import indicator_store_service_pb2 as store


def _info(_: bytes, __: Any) -> store.GetServerInfoResponse:
    return store.GetServerInfoResponse(version="1", max_request_bytes=1 << 20)


class Calls(unittest.TestCase):
    def _serve(self, **handlers: Any) -> FakeServices:
        services = FakeServices({"GetServerInfo": _info, **handlers})
        self.addCleanup(services.close)
        return services

    def _client(self, services: FakeServices, **options: Any) -> indicast.Client:
        with mock.patch.dict(os.environ, {"INDICAST_SESSION": "/nowhere"}):
            client = indicast.connect(services.address, **options)
        self.addCleanup(client.close)
        return client

    def test_carry_language_request_id_and_time_limit(self) -> None:
        services = self._serve()
        self._client(services, language="zh", timeout=7).info()
        _, metadata, left = services.calls[0]
        self.assertEqual(metadata["accept-language"], "zh")
        self.assertRegex(metadata["x-request-id"], "^[0-9a-f]{16}$")
        self.assertAlmostEqual(left or 0, 7, delta=3)

    def test_reads_are_repeated_while_the_service_is_unavailable(self) -> None:
        tries: List[int] = []

        def second_time(_: bytes, context: Any) -> store.GetServerInfoResponse:
            tries.append(1)
            if len(tries) < 3:
                context.abort(grpc.StatusCode.UNAVAILABLE, "starting")
            return _info(b"", context)

        client = self._client(self._serve(GetServerInfo=second_time))
        self.assertEqual(client.store.get_server_info(store.GetServerInfoRequest()).version, "1")
        self.assertEqual(len(tries), 3)

    def test_writes_are_not_repeated(self) -> None:
        def never(_: bytes, context: Any) -> None:
            context.abort(grpc.StatusCode.UNAVAILABLE, "starting")

        services = self._serve(ImportRecords=never)
        with self.assertRaises(indicast.UnavailableError):
            self._client(services).import_records(reason="test")
        self.assertEqual([name for name, _, _ in services.calls].count("ImportRecords"), 1)

    def test_the_time_limit_holds_for_all_tries_together(self) -> None:
        def slow(_: bytes, context: Any) -> None:
            context.abort(grpc.StatusCode.UNAVAILABLE, "later")

        client = self._client(self._serve(GetServerInfo=slow), timeout=0.05)
        begin = time.monotonic()
        with self.assertRaises((indicast.DeadlineExceededError, indicast.UnavailableError)):
            client.info()
        self.assertLess(time.monotonic() - begin, 5)

    def test_a_silent_service_runs_into_the_limit(self) -> None:
        release = threading.Event()
        self.addCleanup(release.set)

        def silent(_: bytes, context: Any) -> store.GetServerInfoResponse:
            release.wait(30)
            return _info(b"", context)

        client = self._client(self._serve(GetServerInfo=silent), timeout=0.2)
        with self.assertRaises(indicast.DeadlineExceededError) as caught:
            client.info()
        self.assertIn("within 0.2 s", str(caught.exception))
        self.assertIn("timeout=", caught.exception.next_step)

    def test_every_detail_of_an_error_arrives(self) -> None:
        def wrong(_: bytes, context: Any) -> None:
            violations = [
                error_pb2.BadRequest.FieldViolation(
                    field=f"observations[{i}].value", description="no"
                )
                for i in range(2)
            ]
            info = error_pb2.ErrorInfo(reason="FIELD_INVALID", domain="indicast")
            info.metadata["omitted_violations"] = "7"
            refuse(
                context,
                grpc.StatusCode.INVALID_ARGUMENT,
                "two fields",
                ("ErrorInfo", info),
                ("BadRequest", error_pb2.BadRequest(field_violations=violations)),
                ("RequestInfo", error_pb2.RequestInfo(request_id="r-1")),
                ("Unknown", info),
            )

        client = self._client(self._serve(ImportRecords=wrong), language="zh")
        with self.assertRaises(indicast.InvalidArgumentError) as caught:
            client.import_records(reason="test")
        error = caught.exception
        self.assertIsInstance(error, ValueError)
        self.assertEqual((error.code, error.reason), ("INVALID_ARGUMENT", "FIELD_INVALID"))
        self.assertEqual(
            [f for f, _ in error.fields], [f"observations[{i}].value" for i in range(2)]
        )
        self.assertEqual(error.request_id, "r-1")
        for words in ("输入有误", "observations[1].value: no", "另有 7 处", "请求号:r-1"):
            self.assertIn(words, str(error))
        again = pickle.loads(pickle.dumps(error))
        self.assertEqual((str(again), again.fields), (str(error), error.fields))

    def test_details_that_are_no_details_are_left_out(self) -> None:
        def broken(_: bytes, context: Any) -> None:
            context.set_trailing_metadata([("grpc-status-details-bin", b"\xff\xff")])
            context.abort(grpc.StatusCode.INTERNAL, "odd")

        with self.assertRaises(indicast.InternalError) as caught:
            self._client(self._serve(GetServerInfo=broken)).info()
        self.assertEqual((caught.exception.reason, caught.exception.message), ("INTERNAL", "odd"))

    def test_a_page_token_that_repeats_ends_the_list(self) -> None:
        def same(_: bytes, __: Any) -> store.ListUnitsResponse:
            return store.ListUnitsResponse(next_page_token="again", revision=1)

        with self.assertRaises(indicast.InternalError) as caught:
            self._client(self._serve(ListUnits=same)).units()
        self.assertEqual(caught.exception.reason, "PAGE_TOKEN_REPEATED")

    def test_an_import_that_answers_late_may_be_sent_again(self) -> None:
        requests: List[str] = []

        def record(data: bytes, __: Any) -> curation.ImportRecordsResponse:
            requests.append(curation.ImportRecordsRequest.FromString(data).request_id)
            return curation.ImportRecordsResponse()

        client = self._client(self._serve(ImportRecords=record))
        first = client.import_records(reason="test")
        client.import_records(reason="test", request_id=first.request_id)
        client.import_records(reason="test")
        self.assertEqual(requests[0], requests[1])
        self.assertNotEqual(requests[1], requests[2])

    def test_another_process_gets_an_error_instead_of_hanging(self) -> None:
        client = self._client(self._serve())
        with mock.patch("os.getpid", return_value=-1):
            with self.assertRaisesRegex(RuntimeError, "fork"):
                client.info()

    def test_a_closed_client_says_so(self) -> None:
        client = self._client(self._serve())
        client.close()
        with self.assertRaisesRegex(RuntimeError, "closed"):
            client.info()


class Addresses(unittest.TestCase):
    def test_in_clear_only_within_this_machine(self) -> None:
        for address in ("example.com:443", "127.example.com:443", "10.0.0.1:443", "dns:///db:443"):
            with self.subTest(address=address), self.assertRaises(indicast.IndicastError) as caught:
                indicast.connect(address)
            self.assertEqual(caught.exception.reason, "INSECURE_ADDRESS")
        for address in (
            "127.0.0.1:1",
            "[::1]:1",
            "localhost:1",
            "unix:/tmp/x",
            "dns:///localhost:1",
        ):
            indicast.connect(address, address).close()

    def test_that_are_none_are_refused(self) -> None:
        for address in ("localhost", "localhost:0", "localhost:65536", ":1", "localhost:x", "::1"):
            with self.subTest(address=address), self.assertRaises(ValueError) as caught:
                indicast.connect(address)
            self.assertEqual(getattr(caught.exception, "reason"), "ADDRESS_INVALID")

    def test_come_from_arguments_environment_and_session(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            session = Path(folder, "session.json")
            session.write_text(
                f'{{"store": "unix:/s", "projection": "unix:/p", "pid": {os.getpid()}}}'
            )
            environment = {"INDICAST_SESSION": str(session), "INDICAST_STORE": "unix:/e"}
            with mock.patch.dict(os.environ, environment):
                client = indicast.connect()
                self.assertEqual(client.store_address, "unix:/e")
                self.assertEqual(client.projection_address, "unix:/p")
                self.assertEqual(indicast.connect("unix:/a").store_address, "unix:/a")
                for ended in ('{"store": "unix:/s", "projection": "unix:/p", "pid": 0}', "{", "[]"):
                    session.write_text(ended)
                    self.assertEqual(indicast.connect().projection_address, "")

    def test_options_are_checked(self) -> None:
        for options in ({"language": "fr"}, {"numbers": "int"}, {"timeout": 0}, {"timeout": -1.0}):
            with self.subTest(options=options), self.assertRaises(ValueError):
                indicast.connect("unix:/s", **options)  # type: ignore[arg-type]


class Certificates:
    """A development CA with one server and one client certificate."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder / name
        self.folder.mkdir()
        self.ca = self.folder / "ca.pem"
        self._openssl(
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            f"/CN={name}",
            "-days",
            "2",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
        )
        for who in ("server", "client"):
            self.issue(who)

    def issue(self, who: str) -> None:
        """A new key and certificate, in the place of the old ones."""
        (self.folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        self._openssl(
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            f"/CN={who}",
            "-keyout",
            f"{who}.key.new",
            "-out",
            "request",
        )
        self._openssl(
            "x509",
            "-req",
            "-in",
            "request",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-days",
            "1",
            "-CAcreateserial",
            "-extfile",
            "names",
            "-out",
            f"{who}.pem.new",
        )
        for suffix in ("key", "pem"):
            os.replace(self.folder / f"{who}.{suffix}.new", self.folder / f"{who}.{suffix}")

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def tls(self, **changes: Any) -> indicast.Tls:
        files: Dict[str, Any] = {
            "ca": self.ca,
            "certificate": self.folder / "client.pem",
            "key": self.folder / "client.key",
            **changes,
        }
        return indicast.Tls(**files)

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)


class MutualTls(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.ours = Certificates(Path(folder.name), "ours")
        self.theirs = Certificates(Path(folder.name), "theirs")
        self.peers: List[str] = []
        credentials = grpc.ssl_server_credentials(
            [(self.ours.read("server.key"), self.ours.read("server.pem"))],
            self.ours.read("ca.pem"),
            require_client_auth=True,
        )

        def info(_: bytes, context: Any) -> store.GetServerInfoResponse:
            self.peers.append(context.auth_context()["x509_pem_cert"][0].decode())
            return store.GetServerInfoResponse(version="1")

        self.services = FakeServices({"GetServerInfo": info}, credentials=credentials)
        self.addCleanup(self.services.close)

    def _client(self, tls: Any) -> indicast.Client:
        client = indicast.connect(self.services.address, "unix:/none", tls=tls, timeout=10)
        self.addCleanup(client.close)
        return client

    def _version(self, client: indicast.Client) -> str:
        return client.store.get_server_info(store.GetServerInfoRequest()).version

    def test_both_sides_show_their_certificates(self) -> None:
        self.assertEqual(self._version(self._client(self.ours.tls())), "1")

    def test_a_stranger_is_refused(self) -> None:
        key, certificate = self.theirs.folder / "client.key", self.theirs.folder / "client.pem"
        for tls, reason in (
            (self.ours.tls(ca=self.theirs.ca), "TLS_SERVER_NOT_TRUSTED"),
            (self.ours.tls(certificate=certificate, key=key), "TLS_CLIENT_REFUSED"),
            (None, "TLS_REQUIRED"),
        ):
            with self.subTest(tls=tls), self.assertRaises(indicast.IndicastError) as caught:
                self._version(self._client(tls))
            self.assertEqual(caught.exception.reason, reason)
            self.assertTrue(caught.exception.next_step)

    def test_a_service_without_tls_is_told_apart(self) -> None:
        plain = FakeServices({"GetServerInfo": _info})
        self.addCleanup(plain.close)
        client = indicast.connect(plain.address, "unix:/none", tls=self.ours.tls())
        self.addCleanup(client.close)
        with self.assertRaises(indicast.FailedPreconditionError) as caught:
            self._version(client)
        self.assertEqual(caught.exception.reason, "TLS_NOT_SPOKEN")

    def test_a_pair_that_does_not_fit_is_not_taken_up(self) -> None:
        client = self._client(self.ours.tls())
        self._version(client)
        self.ours.folder.joinpath("client.key").write_bytes(self.theirs.read("client.key"))
        self._version(client)
        self.assertEqual(self.peers[0], self.peers[1])

    def test_a_new_certificate_is_used_without_connecting_again(self) -> None:
        client = self._client(self.ours.tls())
        self._version(client)
        self.ours.issue("client")
        for _ in range(3):
            self._version(client)
        self.assertNotEqual(self.peers[0], self.peers[-1])
        self.assertEqual(self.peers[-1].split(), self.ours.read("client.pem").decode().split())

    def test_the_name_of_the_server_may_be_given(self) -> None:
        self.assertEqual(self._version(self._client(self.ours.tls(server_name="localhost"))), "1")
        with self.assertRaises(indicast.UnauthenticatedError) as caught:
            self._version(self._client(self.ours.tls(server_name="example.com")))
        self.assertEqual(caught.exception.reason, "TLS_SERVER_NOT_TRUSTED")

    def test_files_that_would_not_work_are_named_at_once(self) -> None:
        exposed = self.ours.folder / "exposed.key"
        exposed.write_bytes(self.ours.read("client.key"))
        exposed.chmod(0o644)
        for files, reason in (
            ({"key": self.ours.folder / "nonsuch"}, "TLS_FILE_UNREADABLE"),
            ({"key": self.theirs.folder / "client.key"}, "TLS_KEY_MISMATCH"),
            ({"key": exposed}, "TLS_KEY_EXPOSED"),
            ({"ca": self.ours.folder / "names"}, "TLS_FILE_INVALID"),
            ({"certificate": self.ours.folder / "names"}, "TLS_FILE_INVALID"),
        ):
            with self.subTest(files=files), self.assertRaises(indicast.IndicastError) as caught:
                self._client(self.ours.tls(**files))
            self.assertEqual(caught.exception.reason, reason)
            self.assertIn(str(next(iter(files.values()))), caught.exception.message)

    def test_files_may_be_named_in_the_environment(self) -> None:
        environment = {
            "INDICAST_TLS_CA": str(self.ours.ca),
            "INDICAST_TLS_CERTIFICATE": str(self.ours.folder / "client.pem"),
        }
        with mock.patch.dict(os.environ, environment):
            with self.assertRaises(indicast.InvalidArgumentError) as caught:
                self._client(None)
            self.assertEqual(caught.exception.reason, "TLS_INCOMPLETE")
            os.environ["INDICAST_TLS_KEY"] = str(self.ours.folder / "client.key")
            self.assertEqual(self._version(self._client(None)), "1")


if __name__ == "__main__":
    unittest.main()
