#!/usr/bin/env bash
# Where the kernel forbids containers the tests say so and are skipped, and fail where a skip is not
# allowed; they never pass.
source "$(dirname "$0")/ground.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '#!/bin/sh\n[ "$1" = image ] && exit 0\necho "clone: operation not permitted" >&2\nexit 125\n' >"$work/podman"
chmod +x "$work/podman"
export PATH=$work:$PATH

for name in image_build containers kube_play; do
  code=0
  out=$(INDICAST_REQUIRE_CONTAINERS=no "$ROOT/tests/deploy/${name}_test.sh" 2>&1) || code=$?
  [ $code = 77 ] || fail "$name ended with $code where no container runs: $out"
  expect 'SKIPPED: this machine runs no containers: clone: operation not permitted'
  code=0
  out=$(INDICAST_REQUIRE_CONTAINERS=yes "$ROOT/tests/deploy/${name}_test.sh" 2>&1) || code=$?
  [ $code = 1 ] || fail "$name ended with $code where it must not be skipped: $out"
  expect 'cannot be skipped here'
done
echo "without containers: skipped, or failed where that is asked for"
