#!/usr/bin/env bash
# The load comparisons of the store, on a generated country, in one run.
#
#   tests/load/run.sh [BENCHMARK...] [--versions N] [--rounds N] [--requests N] [--data DIR]
#                     [--build DIR] [--check]
#
#   point   GetObservation against the bare server: rate and p99
#   batch   BatchGetObservations of 100 figures against the bare server
#   as-of   GetObservation at a revision and at a publication date against the newest state
#   stream  StreamObservations of everything against the bare server
#   commit  single durable commits against 4 KiB writes with fdatasync on the same file system
#   watch   from the call of a commit until 100 watchers have it
#   start   from the start of the program until it answers
#   memory  bytes a version above an empty store, with their make-up
#   etcd    point reads against etcd; skipped where Debian's etcd-server is not installed
#   all     all of them (default)
#
# The country has N versions of figures (areas x indicators x months x vintages; default 100000). It
# is imported once, into DIR where given (and kept there), else into a folder that is removed. Servers
# run on free loopback ports and are ended. Whatever is compared takes turns, round by round; answers
# are checked: equal bytes from both servers before and after, the length of every answer, and the
# store's own count of OK answers, because h2load counts a gRPC error as a success. Prints one table
# at the end; with --check the exit code is 1 when an aim was not reached. Needs a release build,
# h2load (package nghttp2-client) and a quiet machine.
set -euo pipefail

rounds=5
requests=100000
versions=100000
data=
check=0
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/build/release
wanted=()
fail() { echo "tests/load/run.sh: $*" >&2; exit 1; }
while [ $# -gt 0 ]; do
  case $1 in
    --versions | --size) versions=$2; shift ;;
    --rounds) rounds=$2; shift ;;
    --requests) requests=$2; shift ;;
    --data) data=$2; shift ;;
    --build) build=$2; shift ;;
    --check) check=1 ;;
    point | batch | as-of | stream | commit | watch | start | memory | etcd | all) wanted+=("$1") ;;
    *) sed -n '2,27s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
  shift
done
case " ${wanted[*]:-all} " in *" all "*) wanted=(start memory point batch as-of stream watch commit etcd) ;; esac

bin=$build/bin
for program in indicast-store indicast-bare-server indicast-load; do
  [ -x "$bin/$program" ] || fail "$bin/$program is missing; build the preset release"
done
command -v h2load > /dev/null || fail "h2load is missing; install nghttp2-client"

work=$(mktemp -d)
# shellcheck source=tests/load/servers.sh
. "$root/tests/load/servers.sh"
# shellcheck source=tests/load/benchmarks.sh
. "$root/tests/load/benchmarks.sh"
trap 'stop_all; rm -rf "$work"' EXIT
: > "$work/table"

load() { "$bin/indicast-load" --versions="$versions" "$@"; }

echo "$(date -u +%FT%RZ), $(nproc) cores, load average $(cut -d' ' -f1-3 /proc/loadavg), commit $(git -C "$root" rev-parse --short HEAD 2> /dev/null || echo unknown)"
fill
for benchmark in "${wanted[@]}"; do "benchmark_${benchmark//-/_}"; done
print_table
