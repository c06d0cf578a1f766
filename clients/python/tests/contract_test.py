"""The package covers the contract, and its names keep clear of the generated ones."""

import pkgutil
import re
import subprocess
import sys
import unittest
from pathlib import Path
from typing import Any, Dict

import indicast
from indicast.connection import (
    ClientStream,
    Connection,
    ConnectOptions,
    EndlessStream,
    ServerStream,
    Unary,
)
from indicast.next_steps import _NEXT_BY_REASON
from indicast.projection.v1 import projection_service_pb2
from indicast.services import Projection, Store
from indicast.store.v1 import indicator_curation_service_pb2
from indicast.store.v1 import indicator_store_service_pb2
from indicast.store.v1 import scenario_store_service_pb2
from service_processes import SOURCES

_KINDS = {
    (False, False): Unary,
    (False, True): ServerStream,
    (True, False): ClientStream,
}


def _methods(service: Any) -> Dict[str, Any]:
    return {
        value.name: value
        for value in vars(service).values()
        if isinstance(value, (Unary, ServerStream, ClientStream))
    }


class Contract(unittest.TestCase):
    def test_every_method_is_there_with_its_messages(self) -> None:
        connection = Connection("127.0.0.1:1", ConnectOptions())
        self.addCleanup(connection.close)
        store_files = (
            indicator_store_service_pb2,
            indicator_curation_service_pb2,
            scenario_store_service_pb2,
        )
        for made, files in (
            (Store(connection), store_files),
            (Projection(connection), (projection_service_pb2,)),
        ):
            methods = _methods(made)
            expected = [
                method
                for file in files
                for service in file.DESCRIPTOR.services_by_name.values()
                for method in service.methods
            ]
            self.assertEqual({method.name for method in expected}, set(methods))
            for method in expected:
                mine = methods[method.name]
                self.assertIs(mine.request.DESCRIPTOR, method.input_type, method.name)
                self.assertIs(mine.answer.DESCRIPTOR, method.output_type, method.name)
                self.assertIs(getattr(made, _snake(method.name)), mine)
                kind = _kind_in_contract(method.containing_service.full_name, method.name)
                self.assertIsInstance(mine, _KINDS[kind], method.name)
        self.assertIsInstance(Store(connection).watch, EndlessStream)

    def test_no_module_stands_where_a_generated_package_does(self) -> None:
        modules = list(pkgutil.iter_modules(indicast.__path__))
        packages = {m.name for m in modules if m.ispkg}
        self.assertEqual(packages, {"projection", "rpc", "store", "type"})
        self.assertFalse(packages & {m.name for m in modules if not m.ispkg})

    def test_lives_beside_the_messages_of_google_rpc(self) -> None:
        # A second definition of google/rpc/*.proto would break other programs.
        script = (
            "import indicast, google.protobuf.descriptor_pool as p\n"
            "try: p.Default().FindFileByName('google/rpc/status.proto')\n"
            "except KeyError: print('free')\n"
        )
        run = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=False
        )
        self.assertEqual(run.stdout, "free\n", run.stderr)

    def test_next_steps_are_of_documented_reasons(self) -> None:
        page = Path(SOURCES, "docs/errors.md").read_text(encoding="utf-8")
        documented = set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))
        self.assertLessEqual(set(_NEXT_BY_REASON), documented)

    def test_version_is_that_of_the_build(self) -> None:
        cmake = Path(SOURCES, "CMakeLists.txt").read_text(encoding="utf-8")
        self.assertIn(f"project(indicast VERSION {indicast.__version__} ", cmake)


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _kind_in_contract(service: str, method: str) -> Any:
    # The Python descriptors of 3.21 do not say which side streams.
    package = service.rsplit(".", 1)[0].replace(".", "/")
    for path in Path(SOURCES, "proto", package).glob("*_service.proto"):
        found = re.search(
            rf"rpc {method}\((stream )?\w+\) returns \((stream )?\w+\)", path.read_text("utf-8")
        )
        if found:
            return bool(found[1]), bool(found[2])
    raise AssertionError(f"{method} is not in the contract")


if __name__ == "__main__":
    unittest.main()
