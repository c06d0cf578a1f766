#!/usr/bin/env bash
# deploy/slurm on a Slurm of one node: an array of 4 tasks against the real services and the merge
# that depends on it; a task that fails for a while is tried again, one that fails for good is not,
# and the merge then says so. The command line takes the place of the batch program.
source "$(dirname "$0")/ground.sh"
need_root
command -v slurmctld >/dev/null || skip "slurm-wlm is not installed"
work=$(mktemp -d)
pids=()
end() {
  local code=$? pid
  [ $code -eq 0 ] || tail -n 20 "$work"/slurm/*.log "$work"/*.out "$work"/service-*.log >&2 || true
  "$ROOT/tests/deploy/slurm_node.sh" stop "$work/slurm" || true
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait
  rm -rf "$work"
}
trap end EXIT
cd "$work"
export PATH=$BUILD/bin:$PATH INDICAST_LANG=en
export INDICAST_STORE=unix:$work/store.sock INDICAST_PROJECTION=unix:$work/projection.sock

indicast-store --data_dir="$work/data" --address="$INDICAST_STORE" --admin_address= 2>service-store.log &
pids+=($!)
indicast-projection --store="$INDICAST_STORE" --address="$INDICAST_PROJECTION" --admin_address= \
  2>service-projection.log &
pids+=($!)
wait_until 20 indicast status
indicast import "$ROOT/data/changsha" --yes --reason "First load" >/dev/null 2>&1
"$ROOT/tests/deploy/slurm_node.sh" start "$work/slurm" >/dev/null || fail "Slurm does not start"
export SLURM_CONF=$work/slurm/slurm.conf

# What the job file of this test says: the growth of trade of each shard, and which shards fail.
cat >program <<'EOF'
#!/usr/bin/env bash
# run JOB --output=DIR | merge DIR --output=FILE
set -euo pipefail
output=${3#--output=}
if [ "$1" = merge ]; then
  for shard in 0 1 2 3; do
    [ -f "$2/$shard.csv" ] || { echo "merge: no shard $shard" >&2; exit 65; }
  done
  cat "$2"/[0-3].csv >"$output.part"
  mv "$output.part" "$output"
  exit
fi
source "$2"
[ "$SLURM_ARRAY_TASK_COUNT" = 4 ] || exit 2
shard=$SLURM_ARRAY_TASK_ID
echo "$shard" >>"$output/tries"
if [ "$shard" = "$later" ] && [ ! -e "$output/seen" ]; then touch "$output/seen"; exit 75; fi
[ "$shard" != "$never" ] || exit 65
indicast project --indicator imports-exports --set "imports-exports=${growth[$shard]}%" -o csv >"$output/$shard.part"
mv "$output/$shard.part" "$output/$shard.csv"
EOF
chmod +x program
export INDICAST_BATCH=$work/program
tries() { { grep -c "^$2$" "$work/$1/tries" || true; } 2>/dev/null; }
ended() { [ -z "$(squeue -h -j "$1" 2>/dev/null)" ]; }
submit() { # RESULTS : submits ./job.sh and waits for the merge
  out=$("$ROOT/deploy/slurm/submit.sh" job.sh "$1" 4 2)
  expect run merge
  wait_until 90 ended "$(sed -n 's/^merge //p' <<<"$out")"
  wait_until 10 ended "$(sed -n 's/^run //p' <<<"$out")"
}

printf 'growth=(1 2 3 4)\nlater=2\nnever=none\n' >job.sh
submit good
[ -f good/result.csv ] || fail "nothing was merged"
for growth in 1 2 3 4; do
  indicast project --indicator imports-exports --set "imports-exports=$growth%" -o csv
done >expected.csv
cmp good/result.csv expected.csv || fail "the merged shards are not the results of one process"
[ "$(tries good 2)" = 2 ] && [ "$(tries good 1)" = 1 ] || fail "tries: $(sort good/tries | uniq -c)"

# A wrong job is not tried again, the other shards are kept, and the merge says what is missing.
printf 'growth=(1 2 3 4)\nlater=none\nnever=1\n' >job.sh
submit bad
[ "$(tries bad 1)" = 1 ] || fail "a final failure was tried again"
[ -f bad/3.csv ] && [ ! -e bad/result.csv ] || fail "$(ls bad)"
grep -q 'merge: no shard 1' indicast-merge-*.out || fail "the merge did not say what is missing"

code=0
out=$("$ROOT/deploy/slurm/submit.sh" job.sh huge 1002 2>&1) || code=$?
[ $code = 78 ] || fail "1002 shards: $code $out"
expect MaxArraySize
code=0
"$ROOT/deploy/slurm/submit.sh" no-such-job.json huge 4 2>/dev/null || code=$?
[ $code = 66 ] || fail "no job file: $code"
# The batch program itself, where this build has it: as an array, and as one process.
if [ -x "$BUILD/bin/indicast-batch" ]; then
  unset INDICAST_BATCH
  cat >sweep.json <<EOF
{"scenario": "plan", "area": "changsha", "horizon": 2024, "design": "grid",
 "factors": [{"indicator": "imports-exports", "low": -20, "high": 10, "step": 0.5},
             {"indicator": "gdp", "values": [4, 5, 5.5, 6]}]}
EOF
  indicast-batch plan sweep.json >/dev/null
  mv sweep.pinned.json job.sh
  submit sweep
  mkdir one
  indicast-batch run job.sh --output one --shard 0/1 --quiet
  indicast-batch merge one --output one/result.csv --quiet
  cmp sweep/result.csv one/result.csv || fail "an array of 4 tasks gives other bytes than one process"
  [ "$(wc -l <sweep/result.csv)" = 245 ] || fail "$(wc -l <sweep/result.csv) lines"
  echo "indicast-batch: an array of 4 tasks gives the bytes of one process"
fi
echo "an array of 4 tasks and its merge: equal to one process; tried again, refused and said as it should be"
