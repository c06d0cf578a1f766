"""docs/integrating.md, run as it stands: a call by buf curl, Python, C++ and Node."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import List, NamedTuple, Optional

SOURCES = Path(os.environ["INDICAST_SOURCE_DIR"])
BUILD = Path(os.environ["INDICAST_BINARY_DIR"])
RUN_LIMIT = 400.0


class Block(NamedTuple):
    """A fenced block: a script, what it shows, or a file."""

    line: int
    language: str
    text: str
    file: Optional[str]


def read_page(page: str) -> List[Block]:
    """The blocks in order. AssertionError for one that nobody would run or compare."""
    blocks: List[Block] = []
    pattern = re.compile(r"(?:^`([\w.]+)`:\n\n)?^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    for found in pattern.finditer(page):
        line = page.count("\n", 0, found.start(2)) + 1
        block = Block(line, found[2], found[3], found[1])
        runs = block.file is not None or block.language == "sh"
        shown = block.language == "text" and bool(blocks) and blocks[-1].language == "sh"
        assert runs or shown, f"line {line}: a block that is neither run nor shown after a script"
        blocks.append(block)
    return blocks


def script_of(blocks: List[Block]) -> str:
    """One script: files first, then each script with its output in a file of its own."""
    parts = ["set -eu", "trap 'for job in $(jobs -p); do kill $job || true; done; wait' EXIT"]
    for block in blocks:
        if block.language == "sh":
            parts.append(f"exec >output-{block.line} 2>&1\n{block.text}")
    return "\n".join(parts)


def first_line_not_in(output: str, shown: str) -> Optional[str]:
    """The first shown line that is not part of a line of the output, in the order shown."""
    lines = iter(output.splitlines())
    for wanted in filter(None, map(str.strip, shown.splitlines())):
        if not any(wanted in line for line in lines):
            return wanted
    return None


class Page(unittest.TestCase):
    def test_blocks_that_nobody_would_check_are_refused(self) -> None:
        for page in (
            "```js\nx\n```\n",
            "```text\nx\n```\n",
            "```sh\nx\n```\n`a`:\n\n```\n```\n```text\n```\n",
        ):
            with self.subTest(page=page), self.assertRaises(AssertionError):
                read_page(page)
        self.assertEqual(first_line_not_in("a b\nc", "b\na"), "a")
        self.assertIsNone(first_line_not_in("a b\nc", "b\nc"))

    def test_every_block_runs_and_gives_what_the_page_shows(self) -> None:
        blocks = read_page((SOURCES / "docs/integrating.md").read_text("utf-8"))
        languages = {block.language for block in blocks}
        self.assertEqual(languages, {"sh", "text", "python", "cmake", "cpp", "js"})
        folder = Path(tempfile.mkdtemp(prefix="indicast-page-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        for block in blocks:
            if block.file is not None:
                (folder / block.file).write_text(block.text, "utf-8")
        log = folder / "script.log"
        with open(log, "wb") as out:
            run = subprocess.run(
                ["/bin/bash", "-c", script_of(blocks)],
                cwd=folder,
                env=self._environment(),
                stdout=out,
                stderr=out,
                timeout=RUN_LIMIT,
                check=False,
            )
        for script, shown in zip(blocks, blocks[1:]):
            if shown.language != "text":
                continue
            path = folder / f"output-{script.line}"
            output = path.read_text("utf-8") if path.exists() else "(it did not run)"
            missing = first_line_not_in(output, shown.text)
            self.assertIsNone(missing, f"block of line {script.line} gave:\n{output}")
        self.assertEqual(run.returncode, 0, log.read_text("utf-8"))

    def _environment(self) -> "dict[str, str]":
        tools = {str(Path(found).parent) for found in map(shutil.which, ("node", "cmake")) if found}
        kept = {
            name: os.environ[name] for name in ("HOME", "CXX", "CXXFLAGS") if name in os.environ
        }
        return {
            **kept,
            "PATH": ":".join([str(BUILD / "bin"), *sorted(tools), "/usr/bin", "/bin"]),
            "INDICAST": str(SOURCES),
            "INDICAST_BUILD": str(BUILD),
        }


if __name__ == "__main__":
    unittest.main()
