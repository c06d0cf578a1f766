#!/usr/bin/env bash
# Ends what the tests of containers left running, and removes their images and storage.
source "$(dirname "$0")/ground.sh"
use_podman
if command -v podman >/dev/null; then
  podman pod rm --all --force --time 0 >/dev/null 2>&1 || true
  podman rm --all --force --time 0 >/dev/null 2>&1 || true
  podman network prune --force >/dev/null 2>&1 || true
  podman image unmount --all --force >/dev/null 2>&1 || true
fi
run=$(sed -n 's/^runroot = "\(.*\)"/\1/p' "$CONTAINERS_STORAGE_CONF")
mount | awk -v root="$WORK/containers/" 'index($3, root) == 1 { print $3 }' | sort -r | xargs -r umount || true
rm -rf --one-file-system "$WORK/containers" "$run"
