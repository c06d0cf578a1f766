#!/usr/bin/env bash
# A what-if over gRPC against a bare call: a city of 60 indicators, one changed assumption.
#
#   tests/load/what_if.sh [--calls N] [--build DIR] [--check]
#
# Imports a generated city (60 indicators with five years of levels and growth, 40 targets, 20
# indicators that follow others) into a store, then takes turns: CompareScenarios of the plan with
# and without the change, as `indicast whatif` asks it, from a projection service; the same bytes
# from a bare callback server; the same question from the engine in the benchmark's own process.
# Prints p50 and p99 in microseconds and their ratios. --check uses 200 calls and is only about the
# answers: each must be the bytes of the first. Everything runs on free loopback ports and is ended.
# Figures need a release build and a quiet machine.
set -euo pipefail

calls=2000
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/build/release
fail() { echo "tests/load/what_if.sh: $*" >&2; exit 1; }
while [ $# -gt 0 ]; do
  case $1 in
    --calls) calls=$2; shift ;;
    --build) build=$2; shift ;;
    --check) calls=200 ;;
    *) sed -n '2,13s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
  shift
done

bin=$build/bin
for program in indicast indicast-bare-server indicast-projection indicast-store indicast-what-if-bench; do
  [ -x "$bin/$program" ] || fail "$bin/$program is missing; build the preset release"
done
work=$(mktemp -d)
# shellcheck source=tests/load/servers.sh
. "$root/tests/load/servers.sh"
trap 'stop_all; rm -rf "$work"' EXIT

# Indicators 1..60: levels and growth of 2019 to 2023 that belong together, targets of the first 40.
write_city() {
  mkdir -p "$1/documents"
  awk -v folder="$1" '
    function put(file, line) { print line > (folder "/" file) }
    BEGIN {
      put("areas.csv", "id,name_zh,name_en,parent"); put("areas.csv", "town,示例市,Sample town,")
      put("units.csv", "id,symbol_zh,symbol_en,measure,multiplier_exponent")
      put("units.csv", "cny-million,百万元,million yuan,cny,6")
      put("units.csv", "percent,%,%,percent,0")
      put("documents.csv", "id,title_zh,title_en,publisher,address,published,public_by,confidence,text_file,is_work_report,note_zh,note_en")
      put("documents.csv", "made-up,虚构年鉴,Invented yearbook,示例,,2024-01-15,,seen-secondary,documents/plan.txt,true,,")
      put("indicators.csv", "id,name_zh,name_en,aliases,unit,nature,direction,domain,definition_zh,definition_en,one_off")
      put("observations.csv", "indicator,area,measure,price_basis,scope,period,value,unit,qualifier,published_text,stage,status,document,quote,prefix,suffix,no_quote_reason,lower_bound,upper_bound,note_zh,note_en")
      put("targets.csv", "id,indicator,area,measure,price_basis,scope,base_scope,period,relation,goal,unit,kind,published_text,document,quote,prefix,suffix,section,position,office_zh,office_en,pair_note_zh,pair_note_en")
      put("document_sections.csv", "document,id,title_zh,title_en,quote,prefix,suffix")
      put("document_sections.csv", "made-up,headline,主要目标,Headline targets,指标1增长,,")
      put("scenarios.csv", "id,parent,name_zh,name_en,description_zh,description_en")
      put("scenarios.csv", "plan,,按目标,Plan,指标恰好实现目标。,Every indicator meets its target.")
      put("assumptions.csv", "scenario,indicator,from_year,to_year,rule,reason_zh,reason_en")
      put("assumptions.csv", "plan,*,,,trend,,")
      for (i = 1; i <= 60; ++i) {
        id = sprintf("indicator-%02d", i)
        put("indicators.csv", id ",指标" i ",Indicator " i ",,cny-million,flow,higher,economy,,,")
        level = 900 + 137 * i
        for (year = 2019; year <= 2023; ++year) {
          growth = 3 + (i * 7 + year * 5) % 50 / 10
          level *= 1 + growth / 100
          row = "%s,town,%s,current,,%d,%s,%s,equal,%s,reported,,made-up,,,,虚构数据 / invented figures,,,,\n"
          printf row, id, "level", year, sprintf("%.2f", level), "cny-million", sprintf("%.2f", level) > (folder "/observations.csv")
          printf row, id, "growth", year, sprintf("%.1f", growth), "percent", sprintf("%.1f", growth) > (folder "/observations.csv")
        }
        if (i <= 40) {
          goal = sprintf("%.1f", 4 + i % 9 / 2)
          words = "指标" i "增长" goal "%以上。"
          put("targets.csv", id "-2024," id ",town,growth,current,,,2024,greater-or-equal," goal ",percent,expected," words ",made-up," words ",,,headline," i ",,,,")
          put("documents/plan.txt", words)
        }
        if (i % 3 == 0) put("assumptions.csv", "plan," id ",,," sprintf("indicator-%02d", i - 2) "+0.5pp,,")
      }
    }'
}

echo "$(date -u +%FT%RZ), $(nproc) cores, load average $(cut -d' ' -f1-3 /proc/loadavg), commit $(git -C "$root" rev-parse --short HEAD 2> /dev/null || echo unknown)"
mkdir "$work/data" "$work/answers"
write_city "$work/city"
start_store store "$work/data"
"$bin/indicast" --store "${server_address[store]}" import "$work/city" > /dev/null
"$bin/indicast-projection" --store="${server_address[store]}" --address=127.0.0.1:0 --compute_threads=1 \
  --address_file="$work/projection.json" 2> "$work/projection.log" &
server_pid[projection]=$!
await "$work/projection.json" "${server_pid[projection]}" 60
projection=$(sed -E 's/.*"address": *"([^"]*)".*/\1/' "$work/projection.json")

"$bin/indicast-what-if-bench" ask "$projection" "$work/answers/CompareScenarios"
start_bare bare "$work/answers"
"$bin/indicast-what-if-bench" measure --calls="$calls" "$projection" "${server_address[bare]}" \
  "${server_address[store]}" "$work/answers/CompareScenarios" | tee "$work/figures"
awk '
  { us[$1] = $2 }
  END {
    printf "what-if / bare call: p50 %.2f, p99 %.2f\n", us["what_if_p50"] / us["bare_p50"], us["what_if_p99"] / us["bare_p99"]
    printf "what-if - bare call: p50 %.0f us; of it the engine %.0f us and the message %.0f us\n",
      us["what_if_p50"] - us["bare_p50"], us["engine_p50"], us["message_p50"]
  }' "$work/figures"
