# Common ground of the tests of deploy/; sourced. BUILD: the build directory (absolute).
# A test that cannot run here calls `skip`: exit code 77, which CTest reports as skipped, or a
# failure where INDICAST_REQUIRE_CONTAINERS=yes (set by .ci/run unless it is told otherwise).
# shellcheck shell=bash
set -euo pipefail
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
: "${BUILD:=$ROOT/build/release}"
readonly WORK=$BUILD/deploy
mkdir -p "$WORK"

fail() { echo "FAILED: $*" >&2; exit 1; }

skip() {
  [ "${INDICAST_REQUIRE_CONTAINERS:-no}" = yes ] && fail "cannot be skipped here: $*"
  echo "SKIPPED: $*"
  exit 77
}

# expect WORDS... : the words are in what the commands before put into $out.
expect() {
  local word
  for word in "$@"; do
    grep -qF -- "$word" <<<"$out" || fail "no '$word' in:"$'\n'"$out"
  done
}

# wait_until SECONDS COMMAND... : tries every 0.2 s.
wait_until() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || fail "still not so: $*"
    sleep 0.2
  done
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

need_root() { [ "$(id -u)" = 0 ] || skip "needs root"; }

# A minimal Debian 12 as a tar file, made once for a build directory.
base_tar() {
  [ -f "$WORK/base.tar" ] || "$ROOT/deploy/container/base-image.sh" --tar "$WORK/base.tar" >&2
  echo "$WORK/base.tar"
}

# The installed tree of one build, one folder for each component, as the images take it.
stage_tree() {
  local component
  rm -rf "$WORK/stage"
  for component in store projection cli; do
    cmake --install "$BUILD" --strip --component "$component" \
      --prefix "$WORK/stage/$component/usr" >/dev/null
  done
}

# podman with settings, storage, networks and locks of its own, so that nothing of the machine's podman
# is seen or touched. Host network unless a container says otherwise, because bridges need rights that
# not every machine gives.
use_podman() {
  local run
  # A short one: attached runs wait 20 s for nothing when their sockets have long names.
  run=/run/indicast-$(printf %s "$WORK" | cksum | cut -d ' ' -f 1)
  mkdir -p "$WORK/containers"
  cat >"$WORK/containers/containers.conf" <<EOF
[containers]
netns = "host"
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
tmp_dir = "$run/libpod"
[network]
network_config_dir = "$WORK/containers/networks"
EOF
  cat >"$WORK/containers/storage.conf" <<EOF
[storage]
driver = "overlay"
graphroot = "$WORK/containers/storage"
runroot = "$run"
EOF
  export CONTAINERS_CONF=$WORK/containers/containers.conf
  export CONTAINERS_STORAGE_CONF=$WORK/containers/storage.conf BUILDAH_ISOLATION=chroot
}

readonly BASE_IMAGE=docker.io/library/debian:bookworm-slim

# Skips, with the kernel's or podman's own words, where no container runs.
require_containers() {
  local why
  command -v podman >/dev/null || skip "podman is not installed"
  why=$(podman run --rm --network none --read-only "$BASE_IMAGE" true 2>&1) ||
    skip "this machine runs no containers: $(tail -n 1 <<<"$why")"
}

import_base() {
  podman image exists "$BASE_IMAGE" && return
  podman import --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
    "$(base_tar)" "$BASE_IMAGE" >/dev/null 2>&1 || skip "podman cannot import an image"
}

# What gRPC health answers for SERVICE ("" for all) on a Unix socket or an address.
health() {
  local target=$1 service=${2:-} at
  case "$target" in
    unix:*) at=(--unix-socket "${target#unix:}" http://localhost/grpc.health.v1.Health/Check) ;;
    *) at=("http://$target/grpc.health.v1.Health/Check") ;;
  esac
  "$ROOT/proto/node_modules/.bin/buf" curl --schema "$ROOT/proto" --protocol grpc \
    --http2-prior-knowledge -d "{\"service\":\"$service\"}" "${at[@]}"
}

serving() { health "$@" | grep -q '"status": *"SERVING"'; }
