#!/usr/bin/env bash
# The simulation kernels against Debian's numpy and against their own bare parts, and Genz against
# plain counting, in one run.
#
#   tests/load/simulation.sh [--paths N] [--numpy-paths N] [--rounds N] [--build DIR] [--check]
#
# The reference job is N paths (default 1,000,000) x 12 periods x 50 correlated indicators, 5 quantiles
# for each of the 600 cells. numpy does the same job with fewer paths (default 100,000), and its time is
# scaled by the number of paths; its own time grows a little faster than that. With --check the exit
# code is 1 when an aim was not reached. Needs a release build, python3-numpy and a quiet machine.
set -euo pipefail

paths=1000000
numpy_paths=100000
rounds=5
check=0
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/build/release
while [ $# -gt 0 ]; do
  case $1 in
    --paths) paths=$2; shift ;;
    --numpy-paths) numpy_paths=$2; shift ;;
    --rounds) rounds=$2; shift ;;
    --build) build=$2; shift ;;
    --check) check=1 ;;
    *) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
  shift
done

bench=$build/bin/indicast-simulation-bench
[ -x "$bench" ] || { echo "$bench is missing; build the preset release" >&2; exit 1; }
figures=$(mktemp)
trap 'rm -f "$figures"' EXIT
echo "load average $(cut -d' ' -f1-3 /proc/loadavg)"
"$bench" --paths="$paths" --rounds="$rounds" > "$figures"
if /usr/bin/python3 -c 'import numpy' 2> /dev/null; then
  seconds=$(/usr/bin/python3 "$root/tests/load/simulation_numpy.py" "$numpy_paths")
  awk -v s="$seconds" -v n="$numpy_paths" -v p="$paths" \
    'BEGIN { printf "numpy_s %.2f\n", s * p / n }' >> "$figures"
fi
value() { awk -v name="$1" '$1 == name { print $2 }' "$figures"; }
failed=0
line() { # NAME FIGURE COMPARATOR AIM
  local reached=no
  if [ -n "$2" ] && awk -v f="$2" -v a="$4" -v c="$3" 'BEGIN { exit !(c == ">=" ? f >= a : f <= a) }'; then
    reached=yes
  fi
  [ "$reached" = yes ] || failed=1
  printf '%-52s %10s  %s %-6s %s\n' "$1" "${2:--}" "$3" "$4" "$reached"
}
cat "$figures"
echo
numpy=$(value numpy_s)
against=
if [ -n "$numpy" ]; then
  against=$(awk -v n="$numpy" -v o="$(value two_workers_s)" 'BEGIN { printf "%.1f", n / o }')
fi
line "times numpy, two workers" "$against" ">=" 25
line "one worker / the sum of its bare parts" "$(value against_bare_parts)" "<=" 1.6
line "peak memory, MB" "$(value peak_mb)" "<=" 64
line "two workers / one" "$(value two_against_one)" ">=" 1.85
line "50 goals: time of counting / Genz at equal error" "$(value counting50_against_genz)" ">=" 1
line "equal sums with one and two workers" "$(value equal_sums)" ">=" 1
echo "load average at the end $(cut -d' ' -f1-3 /proc/loadavg)"
[ "$check" = 0 ] || exit "$failed"
