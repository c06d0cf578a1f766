#!/usr/bin/env bash
# `podman kube play` of deploy/kubernetes/podman: both Deployments and their claims run under the
# security settings of the manifests and answer the command line; so does the pod of the batch Job.
source "$(dirname "$0")/ground.sh"
need_root
use_podman
require_containers
manifests() { python3 "$ROOT/tests/deploy/manifests.py" "$@"; }
short=$(mktemp -d)
kubectl kustomize "$ROOT/deploy/kubernetes/podman" >"$WORK/play.yaml" 2>/dev/null
kubectl kustomize "$ROOT/deploy/kubernetes/batch" >"$WORK/play-batch.yaml" 2>/dev/null
log=$WORK/kube-play.log
: >"$log"
end() {
  local code=$? file
  [ $code -eq 0 ] || { tail -n 20 "$log"; podman ps -a; podman logs indicast-store-pod-0-store; } >&2 || true
  for file in "$WORK/play-pod.yaml" "$WORK/play.yaml"; do
    if [ -f "$file" ]; then podman kube down "$file" >>"$log" 2>&1 || true; fi
  done
  podman volume ls -q | { grep '^indicast-' || true; } | xargs -r podman volume rm >>"$log" 2>&1 || true
  podman secret rm indicast-client-tls >>"$log" 2>&1 || true
  rm -rf "$short" "$WORK/play-pod.yaml"
}
trap end EXIT

podman kube play "$WORK/play.yaml" >>"$log" 2>&1 || fail "podman does not play the Deployments"
sockets=$short/sockets
ln -s "$(podman volume inspect indicast-sockets --format '{{.Mountpoint}}')" "$sockets"
wait_until 20 serving "unix:$sockets/store.sock" indicast.store.v1.IndicatorStore
wait_until 20 serving "unix:$sockets/projection.sock" indicast.projection.v1.Projection
for service in store projection; do
  container=indicast-$service-pod-0-$service
  out=$(podman inspect "$container" --format \
    'root={{.HostConfig.ReadonlyRootfs}} user={{.Config.User}} caps={{.EffectiveCaps}}')
  expect root=true user=65532
  if grep -q CAP_ <<<"$out"; then fail "$container has capabilities: $out"; fi
done

cli() {
  podman run --rm --network none --read-only --cap-drop all -v indicast-sockets:/run/indicast \
    -e INDICAST_STORE=unix:/run/indicast/store.sock \
    -e INDICAST_PROJECTION=unix:/run/indicast/projection.sock localhost/indicast:0.1.0 --lang en "$@"
}
out=$(cli status)
expect store projection SERVING
cli import data/changsha --yes --reason "First load" >/dev/null
out=$(cli target board --section all -o csv)
expect imports-exports missed

# The Job's pod, with its claim, secret, job file and settings. A shell takes the place of the batch
# program, to show what the pod can read and write.
{
  cat <<EOF
apiVersion: v1
kind: ConfigMap
metadata: {name: indicast-batch-job}
data: {job.json: "{}"}
---
apiVersion: v1
kind: Secret
metadata: {name: indicast-client-tls}
data: {tls.crt: $(printf certificate | base64), tls.key: a2V5, ca.crt: Y2E=}
---
EOF
  sed -n '/^kind: PersistentVolumeClaim/,$p' "$ROOT/deploy/kubernetes/batch/results.yaml" |
    sed '1i apiVersion: v1'
  echo ---
  # shellcheck disable=SC2016  # expanded in the pod
  manifests pod indicast-batch-run sh -c 'set -e
    cat /job/job.json /etc/indicast-tls/tls.crt
    indicast --version >/results/shard-$JOB_COMPLETION_INDEX
    if touch /etc/x 2>/dev/null || touch /job/x 2>/dev/null; then exit 3; fi
    id -u' <"$WORK/play-batch.yaml"
} >"$WORK/play-pod.yaml"
podman kube play "$WORK/play-pod.yaml" >>"$log" 2>&1 || fail "podman does not play the pod of the Job"
code=$(podman wait indicast-batch-run-3-batch)
out=$(podman logs indicast-batch-run-3-batch 2>&1)
[ "$code" = 0 ] || fail "the pod of the Job ended with $code: $out"
expect "$(printf certificate | base64)" 65532  # podman 4.3 hands secrets over as they are encoded
results=$(podman volume inspect indicast-results --format '{{.Mountpoint}}')
grep -q '^indicast 0.1.0' "$results/shard-3" || fail "the pod of the Job wrote nothing"
echo "played: both Deployments, 3 claims, the pod of the Job; the command line was answered"
