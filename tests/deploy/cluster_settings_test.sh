#!/usr/bin/env bash
# The flags, mounts, names and ports of deploy/kubernetes/base and the environment of the batch Job, in
# containers on a network of their own: mutual TLS between them, probes in clear on the admin port,
# keys as a cluster mounts secrets; nobody is answered without a certificate.
source "$(dirname "$0")/ground.sh"
need_root
use_podman
require_containers
name=indicast-cluster-$$
work=$(mktemp -d)
end() {
  local code=$?
  [ $code -eq 0 ] || { podman logs $name-store; podman logs $name-projection; } >&2 || true
  podman rm -f -t 0 $name-store $name-projection >/dev/null 2>&1 || true
  podman volume rm $name-data >/dev/null 2>&1 || true
  podman network rm $name >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap end EXIT

"$ROOT/deploy/tls/make-dev-ca.sh" "$work/tls" --host indicast-store --host indicast-projection >/dev/null
for who in store projection planner; do
  mkdir -p "$work/secret/$who"
  cp -L "$work/tls/$who"/{tls.crt,tls.key,ca.crt} "$work/secret/$who/"
done
# As a cluster mounts a secret with defaultMode 0440 and fsGroup 65532.
chmod 755 "$work" "$work/secret" "$work"/secret/*
chgrp 65532 "$work"/secret/*/* && chmod 440 "$work"/secret/*/*

podman network create --internal $name >/dev/null
run() { # SERVICE ARGUMENTS...
  podman run -d --name "$name-$1" --network $name --read-only --cap-drop all \
    --security-opt no-new-privileges --tmpfs /tmp \
    -v "$ROOT/deploy/kubernetes/base/$1.flags:/etc/indicast/$1.flags:ro" \
    -v "$work/secret/$1:/etc/indicast-tls:ro" "${@:2}" "localhost/indicast-$1:0.1.0" >/dev/null
}
address() { podman inspect "$name-$1" --format "{{(index .NetworkSettings.Networks \"$name\").IPAddress}}"; }
run store -v $name-data:/var/lib/indicast
hosts=(--add-host "indicast-store:$(address store)")
run projection "${hosts[@]}"
hosts+=(--add-host "indicast-projection:$(address projection)")

probe() { # SERVICE PATH : what the kubelet asks, at the address of the pod
  podman exec "$name-$1" bash -c "exec 3<>/dev/tcp/$(address "$1")/9091
    printf 'GET $2 HTTP/1.0\r\n\r\n' >&3; read -r _ code _ <&3; printf %s \"\$code\""
}
ready() { [ "$(probe "$1" /readyz)" = 200 ]; }
wait_until 20 ready store
wait_until 20 ready projection
[ "$(probe store /livez)$(probe projection /livez)" = 200200 ] || fail "not alive"

client() { # PODMAN OPTIONS -- ARGUMENTS
  local options=()
  while [ "$1" != -- ]; do options+=("$1"); shift; done
  podman run --rm --network $name --read-only "${hosts[@]}" "${options[@]}" \
    -e INDICAST_STORE=indicast-store:9090 -e INDICAST_PROJECTION=dns:///indicast-projection:9090 \
    localhost/indicast:0.1.0 --lang en "${@:2}" 2>&1
}
with=(-v "$work/secret/planner:/etc/indicast-tls:ro" -e INDICAST_TLS_CA=/etc/indicast-tls/ca.crt
  -e INDICAST_TLS_CERTIFICATE=/etc/indicast-tls/tls.crt -e INDICAST_TLS_KEY=/etc/indicast-tls/tls.key)
out=$(client "${with[@]}" -- status)
expect store projection SERVING
client "${with[@]}" -- import data/changsha --yes --reason "First load" >/dev/null
out=$(client "${with[@]}" -- target board --section all -o csv)
expect imports-exports missed

if out=$(client -e INDICAST_TLS_CA= -- status); then fail "answered in clear: $out"; fi
if out=$(client -v "$work/secret/planner:/etc/indicast-tls:ro" \
  -e INDICAST_TLS_CA=/etc/indicast-tls/ca.crt -- status); then
  fail "answered without a certificate: $out"
fi

# The store goes: the projection service stays alive and is not ready, as its probes say.
podman stop --time 35 $name-store >/dev/null
not_ready() { [ "$(probe projection /readyz)" = 503 ]; }
wait_until 20 not_ready
[ "$(probe projection /livez)" = 200 ] || fail "the projection service dies with the store"
echo "the settings of the cluster: mutual TLS, probes, names; refused without a certificate"
