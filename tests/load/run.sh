#!/usr/bin/env bash
# Point reads of the real store against a bare callback server, in one run.
#
#   tests/load/run.sh [--rounds N] [--requests N] [--build DIR] [--min-ratio R]
#
# Starts the store with the data set that ships and tests/load/bare_server.cc, which decodes the same
# request and fills the same answer from a constant, on free loopback ports. Drives both in turn with
# h2load, 4 connections of 32 streams. h2load counts a gRPC error as a success, so every round checks
# the bytes of the answers, the store's own counter of OK answers must agree with the number of
# requests at the end, and one decoded answer of each server must be equal before and after.
# Prints a line a round and the medians; exit code 1 when the median ratio is below --min-ratio.
# Ends only what it started. Needs a release build, h2load (package nghttp2-client) and a quiet machine.
set -euo pipefail

rounds=7
requests=100000
min_ratio=0.85
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/build/release
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=$2 ;;
    --requests) requests=$2 ;;
    --build) build=$2 ;;
    --min-ratio) min_ratio=$2 ;;
    *) sed -n '2,14s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
  shift 2
done

fail() { echo "tests/load/run.sh: $*" >&2; exit 1; }
for program in indicast indicast-store indicast-bare-server; do
  [ -x "$build/bin/$program" ] || fail "$build/bin/$program is missing; build the preset release"
done
command -v h2load > /dev/null || fail "h2load is missing; install nghttp2-client"

work=$(mktemp -d)
store_pid= bare_pid=
finish() {
  for pid in $store_pid $bare_pid; do kill "$pid" 2> /dev/null || true; done
  for pid in $store_pid $bare_pid; do wait "$pid" 2> /dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT

# await FILE PID: until the file has content, at most 20 s.
await() {
  for _ in $(seq 200); do
    [ -s "$1" ] && return 0
    kill -0 "$2" 2> /dev/null || break
    sleep 0.1
  done
  cat "$work"/*.log >&2
  fail "the server did not start"
}

bin=$build/bin
"$bin/indicast-store" --data_dir="$work/data" --address=127.0.0.1:0 --admin_address=127.0.0.1:0 \
  --address_file="$work/store.json" 2> "$work/store.log" &
store_pid=$!
await "$work/store.json" $store_pid
store=$(sed -E 's/.*"address": *"([^"]*)".*/\1/' "$work/store.json")
admin=$(sed -E 's/.*"admin": *"([^"]*)".*/\1/' "$work/store.json")
"$bin/indicast" --store "$store" import "$root/data/changsha" > "$work/import.log" 2>&1 ||
  { cat "$work/import.log" >&2; fail "the import failed"; }

"$bin/indicast-bare-server" request "$work/request"
"$bin/indicast-bare-server" ask "$store" "$work/store.answer"
"$bin/indicast-bare-server" serve "$work/store.answer" > "$work/bare.address" 2> "$work/bare.log" &
bare_pid=$!
await "$work/bare.address" $bare_pid
bare=$(cat "$work/bare.address")
same_answers() {
  "$bin/indicast-bare-server" ask "$store" "$work/store.now"
  "$bin/indicast-bare-server" ask "$bare" "$work/bare.now"
  cmp -s "$work/store.now" "$work/store.answer" && cmp -s "$work/bare.now" "$work/store.answer" ||
    fail "the two servers do not give the same answer"
}
same_answers
frame=$(($(stat -c %s "$work/store.answer") + 5))

# Clock ticks of CPU that a process has used.
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }

# drive ADDRESS PID REQUESTS: "requests-a-second cpu-microseconds-a-request", every answer checked.
drive() {
  local before after
  before=$(ticks "$2")
  timeout 120 h2load -n "$3" -c 4 -m 32 -d "$work/request" -H 'content-type: application/grpc' \
    -H 'te: trailers' "http://$1/indicast.store.v1.IndicatorStore/GetObservation" \
    > "$work/h2load.out" || fail "h2load failed on $1"
  after=$(ticks "$2")
  grep -q " $3 succeeded, 0 failed, 0 errored, 0 timeout" "$work/h2load.out" ||
    { cat "$work/h2load.out" >&2; fail "calls failed on $1"; }
  grep -q "($((frame * $3))) data" "$work/h2load.out" ||
    { cat "$work/h2load.out" >&2; fail "not every answer of $1 has $frame bytes"; }
  sed -nE 's/^finished in .*, ([0-9.]+) req\/s.*/\1/p' "$work/h2load.out" |
    awk -v cpu=$((after - before)) -v hz="$(getconf CLK_TCK)" -v n="$3" \
      '{ printf "%.0f %.2f\n", $1, cpu / hz * 1e6 / n }'
}

# OK answers of GetObservation by the store's own count.
ok_answers() {
  exec 3<> "/dev/tcp/${admin%:*}/${admin##*:}"
  printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3
  sed -nE 's/^grpc_server_handled_total\{.*grpc_method="GetObservation",grpc_code="OK"\} ([0-9.e+]+)\r?$/\1/p' <&3 |
    awk '{ printf "%d", $1 }'
  exec 3>&-
}

drive "$store" $store_pid 20000 > /dev/null
drive "$bare" $bare_pid 20000 > /dev/null
before=$(ok_answers)
echo "answer: $((frame - 5)) bytes; $rounds rounds of $requests requests; $(nproc) cores"
echo "round  store req/s  bare req/s  ratio  store CPU us/req  bare CPU us/req"
for round in $(seq "$rounds"); do
  # Who goes first alternates.
  if [ $((round % 2)) = 1 ]; then
    s=$(drive "$store" $store_pid "$requests")
    b=$(drive "$bare" $bare_pid "$requests")
  else
    b=$(drive "$bare" $bare_pid "$requests")
    s=$(drive "$store" $store_pid "$requests")
  fi
  echo "$round $s $b" | tee -a "$work/rounds" |
    awk '{ printf "%5d  %11d  %10d  %5.3f  %16.2f  %15.2f\n", $1, $2, $4, $2 / $4, $3, $5 }'
done
after=$(ok_answers)
[ $((after - before)) = $((rounds * requests)) ] ||
  fail "the store counted $((after - before)) OK answers, not $((rounds * requests))"
same_answers

awk -v min="$min_ratio" '
  function median(v, n,   i, j, t) {
    for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (v[j] < v[i]) { t = v[i]; v[i] = v[j]; v[j] = t }
    return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
  }
  { s[NR] = $2; b[NR] = $4; r[NR] = $2 / $4; c[NR] = $5 / $3 }
  END {
    ms = median(s, NR); mb = median(b, NR); mc = median(c, NR); mr = median(r, NR)
    printf "median: store %d req/s, bare %d req/s, ratio %.3f (%.3f..%.3f); by server CPU %.3f (%.3f..%.3f)\n",
           ms, mb, mr, r[1], r[NR], mc, c[1], c[NR]
    exit mr < min
  }' "$work/rounds"
