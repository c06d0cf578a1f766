#!/usr/bin/env bash
# The units of deploy/systemd: systemd finds no mistake in them, they leave little open, and neither
# service makes a system call that its unit forbids.
source "$(dirname "$0")/ground.sh"
need_root
work=$(mktemp -d)
pids=()
end() {
  local pid
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait
  rm -rf "$work"
}
trap end EXIT

# With the programs where this build has them: systemd looks whether they can be run.
for service in store projection; do
  unit=indicast-$service.service
  sed "s|/usr/bin/|$BUILD/bin/|" "$ROOT/deploy/systemd/$unit" >"$work/$unit"
  out=$(systemd-analyze verify --man=no "$work/$unit" 2>&1) || fail "$unit: $out"
  out=$(grep -F "$unit" <<<"$out" || true)
  [ -z "$out" ] || fail "$unit: $out"
  systemd-analyze security --offline=true --threshold=12 "$work/$unit" >"$work/score" 2>&1 ||
    fail "$unit leaves open: $(grep -F ✗ "$work/score")"
  tail -n 1 "$work/score"
  stop=$(sed -n 's/^TimeoutStopSec=//p' "$work/$unit")
  grace=$(sed -n 's/^--drain_grace=\([0-9]*\)s$/\1/p' "$ROOT/deploy/systemd/$service.flags")
  [ "$stop" -gt $((grace + 5)) ] || fail "$unit kills a service that still drains"
done
sed 's/^NoNewPrivileges=.*//; s/^CapabilityBoundingSet=.*//; s/^SystemCallFilter=.*//' \
  "$work/indicast-store.service" >"$work/open.service"
if systemd-analyze security --offline=true --threshold=12 "$work/open.service" >/dev/null 2>&1; then
  fail "a unit without its protection passes, too"
fi

# The names of a filter, groups spelled out: those allowed, less those forbidden again.
members() {
  local name
  for name in $(systemd-analyze syscall-filter "$1" | sed -n '2,$s/^ *\(@*[a-z_0-9-]*\)$/\1/p'); do
    case "$name" in @*) members "$name" ;; *) echo "$name" ;; esac
  done
}
comm -23 <(members @system-service | sort -u) <({ members @privileged; members @resources; } | sort -u) \
  >"$work/allowed"
[ "$(wc -l <"$work/allowed")" -gt 200 ] || fail "the filter has only $(wc -l <"$work/allowed") calls"

export INDICAST_LANG=en INDICAST_STORE=unix:$work/store.sock INDICAST_PROJECTION=unix:$work/projection.sock
python3 "$ROOT/tests/deploy/notified.py" "$work/notify" "$work/notified" &
pids+=($!)
wait_until 5 test -S "$work/notify"
# Without privileges, as the units run them: root may do, and does, more.
chmod 777 "$work" "$work/notify"
traced() { # SERVICE FLAGS...
  cp "$BUILD/bin/indicast-$1" "$work/"
  NOTIFY_SOCKET=$work/notify strace -u nobody -f -qq -o "$work/$1.calls" "$work/indicast-$1" "${@:2}" \
    2>"$work/$1.log" &
  pids+=($!)
}
traced store --data_dir="$work/data" --address="$INDICAST_STORE" --admin_address=127.0.0.1:0
traced projection --store="$INDICAST_STORE" --address="$INDICAST_PROJECTION" --admin_address=127.0.0.1:0
wait_until 60 "$BUILD/bin/indicast" status
"$BUILD/bin/indicast" import "$ROOT/data/changsha" --yes --reason "First load" >/dev/null 2>&1
"$BUILD/bin/indicast" target board >/dev/null
[ "$(grep -cx READY=1 "$work/notified")" = 2 ] || fail "not ready: $(cat "$work/notified")"
for service in store projection; do
  pid=$(head -n 1 "$work/$service.calls" | cut -d ' ' -f 1)
  kill -TERM "$pid"
done
wait "${pids[1]}" "${pids[2]}"
unset 'pids[1]' 'pids[2]'
for service in store projection; do
  sed -n 's/^[0-9]*  *\([a-z_0-9]*\)(.*/\1/p' "$work/$service.calls" | sort -u >"$work/$service.names"
  [ "$(wc -l <"$work/$service.names")" -gt 20 ] || fail "$service was not traced"
  out=$(comm -23 "$work/$service.names" "$work/allowed")
  [ -z "$out" ] || fail "the unit of $service forbids what it calls: $out"
  families=$(sed -n 's/.* socket(\(AF_[A-Z0-9]*\).*/\1/p' "$work/$service.calls" | sort -u | tr '\n' ' ')
  case "$families" in *NETLINK* | *PACKET*) fail "$service opens sockets of $families" ;; esac
  echo "$service: $(wc -l <"$work/$service.names") system calls, all allowed; sockets: $families"
done
