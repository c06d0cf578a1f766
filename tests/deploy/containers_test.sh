#!/usr/bin/env bash
# deploy/container/compose.yaml: both services in containers, as a user without rights, on a root
# that is read only without a way out; health SERVING; the command line answers as a job; a
# store that is killed comes back with its data; SIGTERM ends both in order.
source "$(dirname "$0")/ground.sh"
need_root
use_podman
require_containers
project=indicast-test-$$
short=$(mktemp -d)
: >"$WORK/compose.log"
compose() {
  podman-compose -p "$project" -f "$ROOT/deploy/container/compose.yaml" "$@" 2>>"$WORK/compose.log"
}
end() {
  local code=$?
  [ $code -eq 0 ] || { tail -n 40 "$WORK/compose.log"; podman logs "${project}_store_1"; } >&2 || true
  compose down -v >/dev/null || true
  podman network rm "${project}_default" >/dev/null || true
  rm -rf "$short"
}
trap end EXIT

compose up -d store projection >/dev/null
# By a short way: the name of a socket has at most 107 bytes.
sockets=$short/sockets
ln -s "$(podman volume inspect "${project}_sockets" --format '{{.Mountpoint}}')" "$sockets"
both_serve() {
  wait_until 20 serving "unix:$sockets/store.sock" indicast.store.v1.IndicatorStore
  wait_until 20 serving "unix:$sockets/projection.sock" indicast.projection.v1.Projection
}
both_serve

for service in store projection; do
  container=${project}_${service}_1
  out=$(podman inspect "$container" --format \
    'root={{.HostConfig.ReadonlyRootfs}} ports={{len .HostConfig.PortBindings}} caps={{.EffectiveCaps}}')
  expect root=true ports=0
  if grep -q CAP_ <<<"$out"; then fail "$container has capabilities: $out"; fi
  [ "$(podman exec "$container" id -u)" = 65532 ] || fail "$container runs as another user"
  if podman exec "$container" touch /x 2>/dev/null; then fail "the root of $container is writable"; fi
  out=$(podman exec "$container" bash -c \
    'exec 3<>/dev/tcp/127.0.0.1/9091; printf "GET /readyz HTTP/1.0\r\n\r\n" >&3; head -n 1 <&3')
  expect 200
done

# podman-compose says on standard output, too, what it calls.
job() { compose run --rm --no-deps -T job --lang en "$@" | sed '/^podman \|^using podman\|^\[/d'; }
out=$(job status)
expect store projection SERVING
job import data/changsha --yes --reason "First load" >/dev/null
out=$(job target board --section all -o csv)
expect gdp imports-exports missed
board=$out

podman kill --signal KILL "${project}_store_1" >/dev/null
podman wait "${project}_store_1" >/dev/null 2>&1 || true
podman start "${project}_store_1" >/dev/null
both_serve
[ "$(job target board --section all -o csv)" = "$board" ] || fail "another board after the restart"

begin=$SECONDS
podman stop --time 35 "${project}_projection_1" "${project}_store_1" >/dev/null
[ $((SECONDS - begin)) -lt 20 ] || fail "the services were killed, not stopped"
for service in store projection; do
  [ "$(podman inspect "${project}_${service}_1" --format '{{.State.ExitCode}}')" = 0 ] ||
    fail "$service did not end in order"
done
echo "both services in containers: SERVING, answered, killed, restarted, stopped in order"
