"""The example script, as people run it."""

import os
import subprocess
import sys
import unittest
from typing import ClassVar

from service_processes import SOURCES, ServiceProcesses

SCRIPT = SOURCES / "clients/python/examples/target_board.py"


class Example(unittest.TestCase):
    services: ClassVar[ServiceProcesses]

    @classmethod
    def setUpClass(cls) -> None:
        cls.services = ServiceProcesses()
        cls.addClassCleanup(cls.services.close)

    def _run(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(
            [sys.executable, str(SCRIPT), *arguments],
            env={
                **self.services.environment(),
                "PYTHONPATH": os.environ["PYTHONPATH"],
                **environment,
            },
            capture_output=True,
            timeout=120,
            check=False,
        )

    def test_shows_the_board_in_both_languages(self) -> None:
        for language, words in (
            ("zh", ("进出口总额", "-15", "90.95", "87.55", "进出口总额下降15%", "结论")),
            ("en", ("Imports and exports", "-15", "90.95", "87.55", "VERDICT")),
        ):
            run = self._run("--lang", language)
            self.assertEqual(run.returncode, 0, run.stderr.decode())
            for word in words:
                self.assertIn(word, run.stdout.decode())

    def test_a_console_without_a_character_does_not_fail(self) -> None:
        run = self._run("--lang", "zh", PYTHONIOENCODING="ascii")
        self.assertEqual(run.returncode, 0, run.stderr.decode())
        self.assertIn("87.55", run.stdout.decode("ascii"))

    def test_an_error_says_what_to_do(self) -> None:
        run = self._run("--scenario", "plam", "--lang", "zh")
        self.assertEqual(run.returncode, 1)
        self.assertIn("下一步:client.scenarios()", run.stderr.decode())
        run = self._run(INDICAST_PROJECTION="127.0.0.1:1")
        self.assertIn("SERVICE_UNREACHABLE", run.stderr.decode())


if __name__ == "__main__":
    unittest.main()
