#!/usr/bin/env bash
# The checks that must pass, on a fresh Debian 12 machine. Installs what it needs.
#   ./test.sh           format, contract lint, clang-tidy, build and tests: as shipped (release, with the
#                       demo), with sanitizers (asan, tsan); containers, packages, Slurm (deploy)
#   ./test.sh --fast    dev build and the fast tests, under a minute once built
#   ./test.sh STEP...   only these steps: format buf tidy dev release deploy asan tsan fuzz
#                       (dev and fuzz run on demand)
set -euo pipefail
cd "$(dirname "$0")"
export LC_ALL=C.UTF-8
steps=()
fast=no
for arg in "$@"; do
  case "$arg" in
    --fast) fast=yes; steps=(dev) ;;
    format | buf | dev | release | deploy | asan | tsan | fuzz | tidy) steps+=("$arg") ;;
    -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "test.sh: unknown step '$arg'; try ./test.sh --help" >&2; exit 2 ;;
  esac
done
[ ${#steps[@]} -gt 0 ] || steps=(format buf tidy release deploy asan tsan)

deploy/debian/install.sh --yes build test

jobs=$(nproc)
sources() { git ls-files '*.cc' '*.h'; }

configure() { [ -f "build/$1/build.ninja" ] || cmake --preset "$1" >/dev/null; }

step_format() { sources | xargs clang-format --dry-run -Werror; }

step_buf() {
  (cd proto && npm install --loglevel=error --no-audit --no-fund --no-save >/dev/null)
  (cd proto && ./node_modules/.bin/buf lint && ./node_modules/.bin/buf format --diff --exit-code >/dev/null)
}

step_dev() {
  configure dev
  cmake --build --preset dev -j "$jobs"
  if [ "$fast" = yes ]; then
    ctest --preset dev -j "$jobs" -L fast --no-tests=error
  else
    ctest --preset dev -j "$jobs" -LE nightly --no-tests=error
  fi
}

# What is shipped, so that a break at its optimisation level is seen; crash points are in asan and dev.
# The preset leaves the tests out, because demo.sh builds it without their packages.
step_release() {
  cmake --preset release -DINDICAST_TESTS=ON >/dev/null
  cmake --build --preset release -j "$jobs"
  ctest --preset release -j "$jobs" -LE 'nightly|deploy' --no-tests=error
  INDICAST_DEMO_STATE=build/release/demo ./demo.sh --yes --lang en >build/release/demo.log ||
    { cat build/release/demo.log >&2; return 1; }
}

# What is installed: images, packages, units, manifests, Slurm. Needs root; says SKIPPED where this
# machine runs no containers, and fails there when INDICAST_REQUIRE_CONTAINERS=yes.
step_deploy() {
  (cd proto && npm install --loglevel=error --no-audit --no-fund --no-save >/dev/null)
  cmake --preset release -DINDICAST_TESTS=ON -DINDICAST_DEPLOY_TESTS=ON >/dev/null
  cmake --build --preset release -j "$jobs" --target installed
  ctest --preset release -j "$jobs" -L deploy --no-tests=error
}

step_asan() {
  configure asan
  cmake --build --preset asan -j "$jobs"
  ctest --preset asan -j "$jobs" -LE nightly --no-tests=error
}

# Debian's gRPC is not instrumented, so only what does not link it is meaningful here.
step_tsan() {
  configure tsan
  cmake --build --preset tsan -j "$jobs" --target tsan_tests
  ctest --preset tsan -j "$jobs" -L tsan --no-tests=error
}

step_fuzz() {
  configure fuzz
  cmake --build --preset fuzz -j "$jobs" --target fuzz_targets
  ctest --preset fuzz -j "$jobs" -L fuzz --no-tests=error
}

# Tests are left to the compilers' warnings: with GoogleTest's headers they would double the time.
step_tidy() {
  configure tidy
  cmake --build --preset tidy -j "$jobs" --target generated_sources
  git ls-files '*.cc' | grep -v -e '_test\.cc$' -e '^tests/' | xargs cmake/tidy_units.py build/tidy
}

passed=0
failed=()
for step in "${steps[@]}"; do
  printf '== %s\n' "$step"
  begin=$SECONDS
  # A subshell with its own -e: a failing command ends the step, not the run.
  set +e
  (set -e; "step_$step")
  code=$?
  set -e
  if [ $code -eq 0 ]; then
    passed=$((passed + 1))
    printf '== %s passed in %d s\n' "$step" $((SECONDS - begin))
  else
    failed+=("$step")
    printf '== %s FAILED in %d s\n' "$step" $((SECONDS - begin))
  fi
done
printf 'steps: %d passed, %d failed\n' "$passed" "${#failed[@]}"
[ ${#failed[@]} -eq 0 ] || { echo "failed: ${failed[*]}" >&2; exit 1; }
