#!/usr/bin/env python3
"""clang-tidy over many sources at a time: its checks walk every header of a source again, which takes
longer than the source itself. So sources of one library share a unit that includes them; one that
cannot be compiled after another (both have names of their own that are alike) goes to a unit behind.
Price: misc-unused-alias-decls looks at the main file alone, and so only at sources without company.

  cmake/tidy_units.py build/tidy FILE...     prints findings; exits 1 where there is one
"""

import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

SOURCES_A_UNIT = 16


def flags_of(command):
    """What of a compile command decides how a header is read."""
    words = shlex.split(command)
    kept, skip = [], False
    for word in words[1:]:
        if skip:
            skip = False
        elif word in ("-o", "-c", "-MT", "-MF"):
            skip = True
        elif not word.startswith("-M"):
            kept.append(word)
    return tuple(kept)


def units(build, files):
    """The files in units of a few, those of one library, and so with equal flags, together."""
    wanted = {str(pathlib.Path(file).resolve()) for file in files}
    libraries = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        if entry["file"] in wanted:
            wanted.discard(entry["file"])
            library = re.search(r" -o (\S+\.dir)/", entry["command"]).group(1)
            libraries.setdefault((library, flags_of(entry["command"])), []).append(entry["file"])
    if wanted:
        sys.exit(f"not in the compile database: {' '.join(sorted(wanted))}")
    for (_, flags), sources in sorted(libraries.items()):
        for i in range(0, len(sources), SOURCES_A_UNIT):
            yield flags, sources[i : i + SOURCES_A_UNIT]


def unit_of(folder, sources):
    if len(sources) == 1:
        return sources[0]
    with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".cc", delete=False) as unit:
        unit.writelines(f'#include "{source}"\n' for source in sources)
    return unit.name


def joined(folder, flags, sources):
    """The sources in units that compile: what clashes with a source before it moves on to the next."""
    unit = unit_of(folder, sources)
    if len(sources) > 1:
        run = subprocess.run(["clang++", *flags, "-fsyntax-only", "-ferror-limit=0", "-w", unit],
                             capture_output=True, text=True, check=False)  # fmt: skip
        if run.returncode != 0:
            clashing = re.findall(r"^(\S+?\.cc):\d+:\d+: (?:fatal )?error:", run.stderr, re.MULTILINE)
            moved = [source for source in sources[1:] if source in clashing] or sources[1:]
            yield from joined(folder, flags, [s for s in sources if s not in moved])
            yield from joined(folder, flags, moved)
            return
    yield unit


def tidy(flags, unit):
    """The findings in a unit; a failure of clang-tidy itself is one, too."""
    run = subprocess.run(
        ["clang-tidy", "--quiet", f"--config-file={ROOT / '.clang-tidy'}", unit, "--", *flags],
        capture_output=True, text=True, check=False)  # fmt: skip
    if run.returncode != 0 and not run.stdout.strip():
        return f"{unit}: clang-tidy exited with {run.returncode}: {run.stderr}\n"
    return run.stdout


ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    build, files = pathlib.Path(sys.argv[1]), sys.argv[2:]
    count, clean = 0, True
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:

        def check(library):
            flags, sources = library
            return [tidy(flags, unit) for unit in joined(folder, flags, sources)]

        for findings in pool.map(check, units(build, files)):
            count += len(findings)
            clean = clean and not any(findings)
            print("".join(findings), end="", flush=True)
    print(f"{len(files)} sources in {count} units")
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
