#!/usr/bin/env bash
# Batch throughput: indicast-batch through the real services against the engine called in process,
# and two shards against one, on the data that ships.
#
#   tests/load/sweep.sh [--points N] [--rounds N] [--build DIR] [--check]
#
# Takes turns, round by round: the engine on one thread; one shard with a projection service of one
# compute thread, free to run where the system likes; then shards that have one core each, for the
# program and its service together: one on its core, and two at once on two cores. Prints medians
# with the least and the greatest round; with --check the exit code is 1 when an aim was not reached
# (>= 0.7 of the engine, two shards >= 1.8 times one). Everything runs on free loopback ports and is
# ended. Needs a release build and a quiet machine with two cores.
set -euo pipefail

points=200000
rounds=5
check=0
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/build/release
fail() { echo "tests/load/sweep.sh: $*" >&2; exit 1; }
while [ $# -gt 0 ]; do
  case $1 in
    --points) points=$2; shift ;;
    --rounds) rounds=$2; shift ;;
    --build) build=$2; shift ;;
    --check) check=1 ;;
    *) sed -n '2,14s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
  shift
done

bin=$build/bin
command -v taskset > /dev/null || fail "taskset is missing; install util-linux"
for program in indicast indicast-batch indicast-engine-sweep indicast-projection indicast-store; do
  [ -x "$bin/$program" ] || fail "$bin/$program is missing; build the preset release"
done

work=$(mktemp -d)
declare -A server_pid=() server_address=()
# shellcheck source=tests/load/servers.sh
. "$root/tests/load/servers.sh"
trap 'stop_all; rm -rf "$work"' EXIT

# The cores that a service and its shards may use.
declare -A cores=([free]=0-$(($(nproc) - 1)) [first]=0 [second]=1)

# start_projection NAME
start_projection() {
  taskset -c "${cores[$1]}" "$bin/indicast-projection" --store="${server_address[store]}" --address=127.0.0.1:0 \
    --compute_threads=1 --address_file="$work/$1.json" 2> "$work/$1.log" &
  server_pid[$1]=$!
  await "$work/$1.json" "${server_pid[$1]}" 60
  server_address[$1]=$(sed -E 's/.*"address": *"([^"]*)".*/\1/' "$work/$1.json")
}

# run_shard SHARD SERVICE
run_shard() {
  taskset -c "${cores[$2]}" "$bin/indicast-batch" run "$work/job.pinned.json" --output "$work/out" --shard "$1" \
    --projection "${server_address[$2]}" --force --quiet > /dev/null
}

# seconds COMMAND...
seconds() {
  local begin end
  begin=$(date +%s.%N)
  "$@"
  end=$(date +%s.%N)
  echo "$begin $end" | awk '{ printf "%.4f\n", $2 - $1 }'
}

two_shards() {
  run_shard 0/2 first &
  local other=$!
  run_shard 1/2 second
  wait "$other"
}

echo "$(date -u +%FT%RZ), $(nproc) cores, load average $(cut -d' ' -f1-3 /proc/loadavg), commit $(git -C "$root" rev-parse --short HEAD 2> /dev/null || echo unknown)"
mkdir "$work/data" "$work/out"
start_store store "$work/data"
"$bin/indicast" --store "${server_address[store]}" import "$root/data/changsha" > /dev/null
for service in free first second; do start_projection "$service"; done

cat > "$work/job.json" << JOB
{"scenario": "plan", "area": "changsha", "horizon": 2024, "design": "sobol", "points": $points,
 "factors": [{"indicator": "gdp", "low": 0, "high": 10},
             {"indicator": "imports-exports", "low": -15, "high": 15},
             {"indicator": "household-income", "low": 0, "high": 10},
             {"indicator": "fixed-asset-investment", "low": -10, "high": 10}],
 "outputs": {"indicators": ["gdp", "imports-exports", "household-income", "fixed-asset-investment"]}}
JOB
for service in free first second; do
  "$bin/indicast-batch" plan "$work/job.json" --force --projection "${server_address[$service]}" > "$work/plan"
done
grep -E '^(points|columns|size)' "$work/plan"

: > "$work/times"
hertz=$(getconf CLK_TCK)
for ((round = 0; round < rounds; ++round)); do
  TIMEFORMAT='%U %S'
  engine=$({ time "$bin/indicast-engine-sweep" "$work/job.pinned.json" "${server_address[store]}" |
    awk '{ print $(NF-1) }'; } 2>&1 | awk 'NR == 1 { wall = $1 } NR == 2 { print wall, $1 + $2 }')
  before=$(ticks free)
  free=$(seconds run_shard 0/1 free)
  service=$(awk -v a="$before" -v b="$(ticks free)" -v hertz="$hertz" 'BEGIN { print (b - a) / hertz }')
  one=$(seconds run_shard 0/1 first)
  two=$(seconds two_shards)
  echo "$engine $free $service $one $two" >> "$work/times"
done

# median NAME EXPRESSION AIM FORMAT: of seconds: e engine, ec its CPU, f one shard on all cores, sc CPU
# of its service, o one shard on one core, t two shards on two
median() {
  awk -v points="$points" "{ e = \$1; ec = \$2; f = \$3; sc = \$4; o = \$5; t = \$6; print $2 }" "$work/times" | sort -g |
    awk -v name="$1" -v aim="$3" -v format="$4" '
      { value[NR] = $1 }
      END {
        median = NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2
        printf "%-44s " format " (" format ".." format ")", name, median, value[1], value[NR]
        if (aim != "") printf "  aim %s: %s", aim, (median >= aim ? "reached" : "NOT REACHED")
        print ""
      }'
}
{
  median "engine in process, rows a second" "points / e" "" "%.0f"
  median "one shard, rows a second" "points / f" "" "%.0f"
  median "one shard on one core, rows a second" "points / o" "" "%.0f"
  median "two shards on two cores, rows a second" "points / t" "" "%.0f"
  median "one shard / engine" "e / f" 0.7 "%.3f"
  median "the same by CPU of engine and service" "ec / sc" "" "%.3f"
  median "two shards / one, a core each" "o / t" 1.8 "%.3f"
} | tee "$work/table"
[ "$check" -eq 0 ] || ! grep -q "NOT REACHED" "$work/table"
