#!/usr/bin/env bash
# The main job on a fresh Debian 12 machine: install, build, start both services on free loopback
# ports with the embedded store, import the Changsha report, show the whole target board, a sentence behind a figure and a what-if.
#   ./demo.sh [--yes] [--keep] [--lang zh|en]
# --yes   install packages without asking        --keep  leave the services running
# --lang  language of the output, zh by default
set -euo pipefail
cd "$(dirname "$0")"
yes=()
keep=no
lang=zh
while [ $# -gt 0 ]; do
  case "$1" in
    --yes) yes=(--yes) ;;
    --keep) keep=yes ;;
    --lang) lang=${2:?--lang needs zh or en}; shift ;;
    -h | --help) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "demo.sh: unknown option '$1'; try ./demo.sh --help" >&2; exit 2 ;;
  esac
  shift
done
export LC_ALL=C.UTF-8

deploy/debian/install.sh "${yes[@]}" build

build=build/release
[ -f "$build/build.ninja" ] || cmake --preset release >/dev/null
echo "Building (the first time takes some minutes) ..."
cmake --build --preset release --target indicast-store indicast-projection indicast

state=${INDICAST_DEMO_STATE:-.demo}
mkdir -p "$state"
session=$state/session.json
indicast() { "$build/bin/indicast" --session-file "$session" --lang "$lang" "$@"; }

# Services left by an earlier --keep are used again.
started=
if ! { [ -f "$session" ] && indicast status >/dev/null 2>&1; }; then
  rm -f "$session"
  setsid "$build/bin/indicast" --lang "$lang" up --data-dir "$state/data" --session-file "$session" \
    >"$state/up.log" 2>&1 &
  started=$!
  for _ in $(seq 1 150); do
    [ -f "$session" ] && break
    kill -0 "$started" 2>/dev/null || break
    sleep 0.2
  done
  if [ ! -f "$session" ]; then
    cat "$state/up.log" >&2
    echo "The services did not start; see $state/up.log." >&2
    exit 69
  fi
  echo "$started" >"$state/up.pid"
fi
stop() {
  if [ "$keep" = no ] && [ -f "$state/up.pid" ]; then
    pid=$(cat "$state/up.pid")
    kill -TERM "$pid" 2>/dev/null || true
    for _ in $(seq 1 150); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.2
    done
    rm -f "$state/up.pid"
  fi
}
trap stop EXIT

show() {
  printf '\n$ indicast %s\n' "$*"
  indicast "$@"
}
show status
show import data/changsha --yes
show target board --section all
show conflict list
show evidence imports-exports 2023 --measure growth
show whatif --set imports-exports=3%

bin=$build/bin/indicast
if [ "$keep" = yes ]; then
  cat <<EOF

The services go on running. Try:
  $bin --session-file $session target board --scenario plan
  $bin --session-file $session indicator search 外贸
  $bin --help
Stop them: kill -TERM $(cat "$state/up.pid")
EOF
else
  cat <<EOF

The services stop now; the data stay in $state/data. Go on with:
  ./demo.sh --keep        leaves them running and says how to talk to them
  $bin up --data-dir $state/data
  $bin --help
EOF
fi
