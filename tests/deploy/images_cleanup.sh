#!/usr/bin/env bash
# Ends what the tests of containers left running, and removes their images and storage.
source "$(dirname "$0")/ground.sh"
use_podman
command -v podman >/dev/null && podman system reset --force >/dev/null 2>&1 || true
run=$(sed -n 's/^runroot = "\(.*\)"/\1/p' "$CONTAINERS_STORAGE_CONF")
rm -rf "$WORK/containers" "$run"
