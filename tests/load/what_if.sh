#!/usr/bin/env bash
# A what-if of a city of 60 indicators over gRPC against a bare call, in one run on the same cores.
#
#   tests/load/what_if.sh [--calls N] [--build DIR] [--check]
#
# A real projection service over a real store holds a generated city: 60 indicators with levels and
# growth of five years, a target each, 20 of them relative to another indicator, and a scenario in
# which 20 more follow a driver. The call is the one that `indicast whatif` makes: CompareScenarios
# of the plan with and without one changed assumption, to the third year. In turn with it a bare
# server answers a message of the same bytes, and the engine answers in the process of the client.
# Prints p50 and p99 of each in microseconds and how the time of a call divides. With --check the
# exit code is 1 unless every answer was the first one byte for byte and of the right size.
# Everything runs on free loopback ports and is ended. Needs a quiet machine with two cores.
set -euo pipefail

calls=1000
check=0
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/build/release
fail() { echo "tests/load/what_if.sh: $*" >&2; exit 1; }
while [ $# -gt 0 ]; do
  case $1 in
    --calls) calls=$2; shift ;;
    --build) build=$2; shift ;;
    --check) check=1 ;;
    *) sed -n '2,14s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
  shift
done

bin=$build/bin
for program in indicast indicast-bare-server indicast-projection indicast-store indicast-what-if-bench; do
  [ -x "$bin/$program" ] || fail "$bin/$program is missing; build the preset release"
done

work=$(mktemp -d)
declare -A server_pid=() server_address=()
# shellcheck source=tests/load/servers.sh
. "$root/tests/load/servers.sh"
trap 'stop_all; rm -rf "$work"' EXIT

# generate DIRECTORY: the data folder of the city.
generate() {
  local shipped=$root/data/changsha file
  mkdir -p "$1/documents"
  cp "$shipped/datapackage.json" "$shipped/units.csv" "$1"
  for file in areas documents document_sections indicator_links indicators observations release_calendar \
    scenarios assumptions targets; do
    head -1 "$shipped/$file.csv" > "$1/$file.csv"
  done
  echo "city,生成市,Generated city," >> "$1/areas.csv"
  echo "yearbook,年鉴,Yearbook,统计局,,,2024-01-31,seen-secondary,documents/yearbook.txt,false,," >> "$1/documents.csv"
  echo "城市年鉴" > "$1/documents/yearbook.txt"
  echo "plan,,计划,Plan,," >> "$1/scenarios.csv"
  echo "plan,*,,,plan,," >> "$1/assumptions.csv"
  awk -v dir="$1" 'BEGIN {
    reason = "生成的数字 / a generated figure"
    for (i = 1; i <= 60; ++i) {
      id = sprintf("indicator-%02d", i)
      printf "%s,指标%02d,Indicator %02d,,cny-1e8,flow,higher,economy,,,false\n", id, i, i >> (dir "/indicators.csv")
      level = 100 * i
      for (year = 2019; year <= 2023; ++year) {
        growth = (i * 7 + year * 13) % 60 / 10 + 2
        level *= 1 + growth / 100
        printf "%s,city,growth,constant,,%d,%.1f,percent,equal,增长%.1f%%,reported,,yearbook,,,,%s,,,,,,\n", \
          id, year, growth, growth, reason >> (dir "/observations.csv")
        printf "%s,city,level,current,,%d,%.2f,cny-1e8,equal,%.2f亿元,reported,,yearbook,,,,%s,,,,,,\n", \
          id, year, level, level, reason >> (dir "/observations.csv")
      }
      goal = i % 3 == 0 ? sprintf("indicator:indicator-%02d+0.5", i - 2) : sprintf("%.1f", 4 + i % 5)
      printf "%s-2024,%s,city,growth,constant,,,2024,greater-or-equal,%s,percent,expected,增长目标,yearbook,城市年鉴,,,headline,%d,,,,\n", \
        id, id, goal, i >> (dir "/targets.csv")
      if (i % 3 == 2) {
        printf "plan,%s,2025,,indicator-%02d+0.5pp,,\n", id, i - 1 >> (dir "/assumptions.csv")
      } else if (i % 3 == 1) {
        printf "plan,%s,2025,,trend,,\n", id >> (dir "/assumptions.csv")
      } else {
        printf "plan,%s,2025,,\"damped(to=3%%,phi=0.8)\",,\n", id >> (dir "/assumptions.csv")
      }
    }
  }'
}

echo "$(date -u +%FT%RZ), $(nproc) cores, load average $(cut -d' ' -f1-3 /proc/loadavg), commit $(git -C "$root" rev-parse --short HEAD 2> /dev/null || echo unknown)"
mkdir "$work/data" "$work/answers"
generate "$work/city"
start_store store "$work/data"
"$bin/indicast" --store "${server_address[store]}" import "$work/city" > "$work/import" || {
  cat "$work/import" >&2
  fail "the city cannot be imported"
}
"$bin/indicast-projection" --store="${server_address[store]}" --address=127.0.0.1:0 \
  --address_file="$work/projection.json" 2> "$work/projection.log" &
server_pid[projection]=$!
await "$work/projection.json" "${server_pid[projection]}" 60
server_address[projection]=$(sed -E 's/.*"address": *"([^"]*)".*/\1/' "$work/projection.json")

figures=$work/figures
"$bin/indicast-what-if-bench" ask "${server_address[projection]}" "$work/answers/CompareScenarios" > "$figures"
start_bare bare "$work/answers"
"$bin/indicast-what-if-bench" measure --calls="$calls" "${server_address[projection]}" "${server_address[bare]}" \
  "${server_address[store]}" "$work/answers/CompareScenarios" >> "$figures"

value() { awk -v name="$1" '$1 == name { print $2 }' "$figures"; }
of() { awk -v a="$(value "$1")" -v b="$(value "$2")" -v f="$3" 'BEGIN { printf f, f ~ /%%/ ? 100 * a / b : a / b }'; }
row() { printf '%-46s %12s %12s\n' "$@"; }
echo "$(value indicators) indicators, $(value targets) targets, $(value differences) differences, $(value answer_bytes) bytes an answer, $calls calls of each"
row "" p50 p99
for kind in what_if bare engine message; do
  case $kind in
    what_if) name="what-if over gRPC, us" ;;
    bare) name="bare call of the same bytes, us" ;;
    engine) name="engine in process, us" ;;
    message) name="its answer as bytes in process, us" ;;
  esac
  row "$name" "$(value ${kind}_p50)" "$(value ${kind}_p99)"
done
row "what-if / bare call" "$(of what_if_p50 bare_p50 %.2f)" "$(of what_if_p99 bare_p99 %.2f)"
for kind in engine message bare; do
  row "$kind, share of the what-if" "$(of ${kind}_p50 what_if_p50 '%.0f%%')" ""
done
echo "load average at the end $(cut -d' ' -f1-3 /proc/loadavg)"
if [ "$check" = 1 ]; then
  [ "$(value indicators)" = 60 ] && [ "$(value targets)" = 60 ] || fail "the city is not the one described"
fi
