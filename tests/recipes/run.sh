#!/usr/bin/env bash
# The recipes that the store must survive, one after another, with a line of figures each.
#   tests/recipes/run.sh                 all of them, as short as in ./test.sh
#   tests/recipes/run.sh --full          all of them in full (hours, most of them R11)
#   tests/recipes/run.sh R1 R6 --full    only these
#   tests/recipes/run.sh --list          what each one runs
# Ends by itself. INDICAST_FUZZ_SECONDS: time for each fuzzer of R11 (full: 600). Output of each test
# goes to build/recipes/. Exit code 1 when a recipe fails; what cannot run here is SKIPPED with the
# reason and does not count as passed.
set -euo pipefail
cd "$(dirname "$0")/../.."
export LC_ALL=C.UTF-8

# recipe | test program | gtest filter | what the full form sets
readonly recipes='
R1|tests/recipes/kill_loop_test|*|INDICAST_KILL_ROUNDS=500
R1|tests/crash/kill_test|*|INDICAST_KILL_ROUNDS=500
R1|tests/integration/import_kill_test|*|INDICAST_KILL_ROUNDS=60
R2|tests/crash/crash_point_test|*|
R4|tests/recipes/failing_calls_test|*|INDICAST_FAULT_CALLS=50
R4|store-service/backend/sqlite/sqlite_disk_fault_test|*|
R4|tests/integration/store_disk_test|*AfterAFailedSync*|
R5|tests/integration/store_disk_test|*AFullDisk*|INDICAST_DISK_ROUNDS=20
R6|store-service/backend/sqlite/sqlite_corruption_test|*|INDICAST_CORRUPTION_STRIDE=1 INDICAST_CORRUPTION_PAGE=512
R7|tests/recipes/linearisability_test|*|INDICAST_LINEARISABILITY_SECONDS=60
R7|tests/recipes/single_order_test|*|
R8|tests/recipes/watch_recipe_test|*|INDICAST_WATCH_SECONDS=60
R9|store-service/domain/store_domain_test|*SnapshotModel*|INDICAST_MODEL_OPERATIONS=1000000
R10|tests/recipes/idempotency_test|*|INDICAST_CUT_ROUNDS=600
R11|tests/fuzz/fuzz_corpus_test|*|fuzz
R15|tests/integration/export_round_trip_test|*|
R15|tests/integration/export_test|*|
'
readonly logs=build/recipes

full=no
list=no
chosen=()
for arg in "$@"; do
  case "$arg" in
    --full) full=yes ;;
    --list) list=yes ;;
    R[0-9]*) chosen+=("$arg") ;;
    -h | --help) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "run.sh: unknown argument '$arg'; try --help" >&2; exit 2 ;;
  esac
done
for recipe in "${chosen[@]}"; do
  grep -q "^$recipe|" <<<"$recipes" || { echo "run.sh: no recipe $recipe; try --list" >&2; exit 2; }
done

is_chosen() {
  [ ${#chosen[@]} -eq 0 ] && return 0
  local one
  for one in "${chosen[@]}"; do [ "$one" = "$1" ] && return 0; done
  return 1
}

# program, filter, log, environment...
run_test() {
  local program=$1 filter=$2 log=$3
  shift 3
  env "$@" "build/dev/$program" --gtest_filter="$filter" --gtest_color=no >"$log" 2>&1
}

# Every process takes a part of the offsets.
run_corruption() {
  local log=$1 parts i pids=() failed=no
  parts=$(nproc)
  for i in $(seq "$parts"); do
    run_test store-service/backend/sqlite/sqlite_corruption_test '*' "$log.$i" \
      INDICAST_CORRUPTION_STRIDE=1 INDICAST_CORRUPTION_PAGE=512 \
      "INDICAST_CORRUPTION_PART=$i/$parts" &
    pids+=($!)
  done
  for i in "${pids[@]}"; do wait "$i" || failed=yes; done
  cat "$log".[0-9]* >"$log"
  [ "$failed" = no ]
}

# Each fuzzer for its time, as many at once as there are processors.
run_fuzzers() {
  local log=$1 seconds=${INDICAST_FUZZ_SECONDS:-600}
  [ -f build/fuzz/build.ninja ] || cmake --preset fuzz >/dev/null
  cmake --build --preset fuzz -j "$(nproc)" --target fuzz_targets >"$log" 2>&1 || return 1
  mkdir -p build/recipes/fuzz
  local names failed=no name
  names=$(cd build/fuzz/tests/fuzz && ls -d fuzz_* | sed -n 's/^fuzz_//p' | grep -v -e corpus_test -e '\.')
  # shellcheck disable=SC2016  # expanded by the inner shell
  xargs -P "$(nproc)" -I{} sh -c '
    mkdir -p "build/recipes/fuzz/found/$1"
    build/fuzz/tests/fuzz/fuzz_$1 -max_total_time="$2" -timeout=10 -rss_limit_mb=1024 -verbosity=0 \
      -print_final_stats=1 -artifact_prefix="build/recipes/fuzz/$1-" \
      "build/recipes/fuzz/found/$1" "tests/fuzz/corpus/$1" >"build/recipes/fuzz/$1.log" 2>&1 ||
      { echo "$1" >>build/recipes/fuzz/failed; }' sh {} "$seconds" <<<"$names" || true
  local inputs=0 count=0 n
  for name in $names; do
    n=$(sed -n 's/^stat::number_of_executed_units: *//p' "build/recipes/fuzz/$name.log")
    inputs=$((inputs + ${n:-0}))
    count=$((count + 1))
  done
  if [ -s build/recipes/fuzz/failed ]; then
    failed=yes
    sed 's/^/found by fuzz_/' build/recipes/fuzz/failed >>"$log"
    rm build/recipes/fuzz/failed
  fi
  [ "$failed" = no ] || return 1
  echo "recipe R11: $count fuzzers, $seconds s each, $inputs inputs, nothing found" >>"$log"
}

passed=0
skipped=0
failed=()
run_one() {
  local recipe=$1 program=$2 filter=$3 setting=$4
  local log begin=$SECONDS code=0
  log=$logs/$recipe-$(basename "$program").log
  local environment=()
  [ "$full" = yes ] && [ -n "$setting" ] && [ "$setting" != fuzz ] && environment=("$setting")
  if [ "$full" = yes ] && [ "$recipe" = R6 ]; then
    run_corruption "$log" || code=$?
  elif [ "$full" = yes ] && [ "$setting" = fuzz ]; then
    run_fuzzers "$log" || code=$?
  else
    run_test "$program" "$filter" "$log" "${environment[@]}" || code=$?
  fi
  local took=$((SECONDS - begin)) name
  name="$recipe $(basename "$program")${environment[*]:+ (${environment[*]})}"
  if [ $code -ne 0 ]; then
    failed+=("$name")
    echo "$name: FAILED in $took s, see $log"
  elif grep -q '^\[  SKIPPED \]' "$log"; then
    skipped=$((skipped + 1))
    echo "$name: SKIPPED: $(grep -m1 -i -A1 'skipped$' "$log" | tail -1)"
  else
    passed=$((passed + 1))
    echo "$name: passed in $took s"
  fi
  sed -n 's/^recipe [^:]*:/   /p' "$log"
}

while IFS='|' read -r recipe program filter setting; do
  [ -n "$recipe" ] && is_chosen "$recipe" || continue
  if [ "$list" = yes ]; then
    printf '%-4s %s --gtest_filter=%s%s\n' "$recipe" "$program" "$filter" \
      "${setting:+, in full: $setting}"
    continue
  fi
  mkdir -p "$logs"
  [ -x "build/dev/$program" ] || { echo "run.sh: build first: ./test.sh dev" >&2; exit 2; }
  run_one "$recipe" "$program" "$filter" "$setting"
done <<<"$recipes"
[ "$list" = no ] || exit 0
echo "recipes: $passed passed, $skipped skipped, ${#failed[@]} failed"
[ ${#failed[@]} -eq 0 ]
