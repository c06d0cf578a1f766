#!/usr/bin/env bash
# A batch of 200,000 evaluations in containers: as one container, and as 4 shards of which one is killed
# with -9 and started again, while the projection service is restarted. The merged bytes are equal.
source "$(dirname "$0")/ground.sh"
need_root
use_podman
require_containers
name=indicast-batch-$$
work=$(mktemp -d)
end() {
  local code=$? container
  for container in $(podman ps -aq --filter "name=$name"); do
    [ $code -eq 0 ] || podman logs --tail 10 "$container" >&2 || true
    podman rm -f -t 0 "$container" >/dev/null 2>&1 || true
  done
  podman volume rm $name-data $name-sockets >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap end EXIT
mkdir "$work"/{one,four}
cat >"$work/job.json" <<EOF
{"scenario": "plan", "area": "changsha", "horizon": 2024, "design": "sobol", "points": 200000, "seed": 7,
 "factors": [{"indicator": "imports-exports", "low": -20, "high": 10},
             {"indicator": "gdp", "low": 3, "high": 7}]}
EOF
chown -R 65532:65532 "$work"

confined() { # NAME PODMAN OPTIONS...
  podman run --name "$name-$1" --network none --read-only --cap-drop all --tmpfs /tmp \
    -v $name-sockets:/run/indicast "${@:2}"
}
confined store -d -v $name-data:/var/lib/indicast localhost/indicast-store:0.1.0 \
  --data_dir=/var/lib/indicast --address=unix:/run/indicast/store.sock --admin_address= >/dev/null
confined projection -d localhost/indicast-projection:0.1.0 --store=unix:/run/indicast/store.sock \
  --address=unix:/run/indicast/projection.sock --admin_address= >/dev/null
job() { # NAME PODMAN OPTIONS... -- PROGRAM ARGUMENTS...
  local options=() container=$1
  shift
  while [ "$1" != -- ]; do options+=("$1"); shift; done
  confined "$container" "${options[@]}" -v "$work:/results" -e INDICAST_LANG=en \
    -e INDICAST_STORE=unix:/run/indicast/store.sock \
    -e INDICAST_PROJECTION=unix:/run/indicast/projection.sock \
    --entrypoint "/usr/bin/$2" localhost/indicast:0.1.0 "${@:3}"
}
wait_until 20 job status --rm -- indicast status
job import --rm -- indicast import data/changsha --yes --reason "First load" >/dev/null 2>&1
job plan --rm -- indicast-batch plan /results/job.json >/dev/null
pinned=/results/job.pinned.json

job one --rm -- indicast-batch run $pinned --output /results/one --quiet
job merge --rm -- indicast-batch merge /results/one --output /results/one.csv --quiet
[ "$(wc -l <"$work/one.csv")" -ge 200001 ] || fail "$(wc -l <"$work/one.csv") lines for 200,000 points"

shard() { # INDEX
  podman rm -f "$name-shard-$1" >/dev/null 2>&1 || true
  job "shard-$1" -d -e JOB_COMPLETION_INDEX="$1" -e JOB_COMPLETION_COUNT=4 -- indicast-batch run $pinned \
    --output /results/four --checkpoint-every 100ms --quiet >/dev/null
}
ended() { # INDEX : well
  local code
  code=$(podman wait "$name-shard-$1")
  [ "$code" = 0 ] || fail "shard $1 ended with $code: $(podman logs "$name-shard-$1" 2>&1)"
}

# Enough points for a kill in the midst of a shard. The service is held while shards start and while one is killed, so that this one is in its midst.
killed=no
for _ in 1 2 3 4 5; do
  rm -f "$work"/four/*
  podman pause $name-projection >/dev/null
  for index in 0 1 2 3; do shard $index; done
  podman unpause $name-projection >/dev/null
  until [ -s "$work/four/shard-2-of-4.part" ] || [ -e "$work/four/shard-2-of-4.csv" ]; do
    [ -n "$(podman ps -q --filter "name=$name-shard-2")" ] || [ -e "$work/four/shard-2-of-4.csv" ] ||
      fail "$(podman logs "$name-shard-2" 2>&1)"
    sleep 0.02
  done
  podman pause $name-projection >/dev/null
  if [ ! -e "$work/four/shard-2-of-4.csv" ] && podman kill --signal KILL $name-shard-2 >/dev/null; then
    killed=yes
    break
  fi
  podman unpause $name-projection >/dev/null
done
[ $killed = yes ] || fail "no shard could be killed in its midst"
podman unpause $name-projection >/dev/null
podman restart --time 20 $name-projection >/dev/null
for index in 0 1 3; do ended $index; done
[ ! -e "$work/four/shard-2-of-4.csv" ] || fail "the killed shard has a result"
code=0
job early --rm -- indicast-batch merge /results/four --output /results/early.csv --quiet 2>/dev/null || code=$?
[ $code = 66 ] && [ ! -e "$work/early.csv" ] || fail "a merge with a shard missing ended with $code"

shard 2
ended 2
job merge --rm -- indicast-batch merge /results/four --output /results/four.csv --quiet
cmp "$work/one.csv" "$work/four.csv" || fail "4 shards give other bytes than one container"
echo "200,000 evaluations: 4 shards, one killed and the service restarted, give the bytes of one container"
