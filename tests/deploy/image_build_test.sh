#!/usr/bin/env bash
# The images are built by podman on a base that debootstrap made. The programs come from the build
# directory; INDICAST_IMAGES_FROM_SOURCE=yes lets the Containerfile compile them, which takes long.
source "$(dirname "$0")/ground.sh"
need_root
"$ROOT/tests/deploy/images_cleanup.sh"  # layers of an earlier build keep its labels
use_podman
import_base
require_containers

context=$WORK/context
rm -rf "$context"
mkdir -p "$context/deploy"
cp -a "$ROOT/deploy/container" "$ROOT/deploy/debian" "$context/deploy/"
revision=$(git -C "$ROOT" rev-parse HEAD 2>/dev/null || echo unknown)
arguments=(--build-arg "REVISION=$revision" --layers)
if [ "${INDICAST_IMAGES_FROM_SOURCE:-no}" = yes ]; then
  context=$ROOT  # no --timestamp: with it podman does not use the layer that compiles a second time
else
  stage_tree
  cp -a "$WORK/stage" "$context/stage"
  arguments+=(--build-arg PREBUILT=stage --timestamp 0)
fi

megabytes() { echo $(($(podman image inspect --format '{{.Size}}' "$1") / 1000000)); }

for target in store projection cli; do
  name=indicast-$target
  [ $target = cli ] && name=indicast
  image=localhost/$name:0.1.0
  podman build "${arguments[@]}" --target $target --tag "$image" \
    -f "$ROOT/deploy/container/Containerfile" "$context" >"$WORK/image-$target.log" 2>&1 ||
    { tail -n 30 "$WORK/image-$target.log" >&2; fail "$name was not built"; }

  out=$(podman image inspect "$image" --format \
    '{{.Config.User}}|{{.Config.StopSignal}}|{{json .Config.Labels}}|{{json .Config.Entrypoint}}')
  expect '65532:65532|SIGTERM|' "\"org.opencontainers.image.title\":\"$name\"" \
    "\"org.opencontainers.image.revision\":\"$revision\"" '"org.opencontainers.image.description":' \
    '"org.opencontainers.image.version":"0.1.0"' '"org.opencontainers.image.created":' \
    "[\"/usr/bin/$name\"]"

  # shellcheck disable=SC2016  # expanded inside
  out=$(podman run --rm --network none --read-only --entrypoint sh "$image" -c '
    id -u
    for tool in gcc g++ cc clang cmake make ninja git; do
      command -v "$tool" && echo "compiler inside: $tool"
    done
    ls /var/lib/apt/lists/* /var/cache/apt/* 2>/dev/null && echo "cache inside"
    [ ! -e /src ] && [ ! -e /stage ] || echo "sources inside"
    ldd "$1" | grep "not found"
    touch /x 2>&1
    "$1" --version' sh "/usr/bin/$name")
  expect 65532 "Read-only file system" "$name 0.1.0"
  if grep -E 'inside|not found' <<<"$out"; then fail "$name holds what it must not"; fi
  echo "$name: $(megabytes "$image") MB, $(megabytes "$BASE_IMAGE") MB of them the base"
done
