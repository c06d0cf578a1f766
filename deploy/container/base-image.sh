#!/usr/bin/env bash
# Makes the base image where it cannot be pulled: a minimal Debian 12 by debootstrap, without
# documentation and caches as the slim image, imported under the name the Containerfile asks for.
#   deploy/container/base-image.sh                 into the local podman; does nothing when it is there
#   deploy/container/base-image.sh --tar FILE      only the file system, as a tar file
# Needs root, debootstrap and about a minute. DEBIAN_MIRROR: another mirror than debootstrap's own.
set -euo pipefail
readonly image=docker.io/library/debian:bookworm-slim

make_tar() {
  local tar=$1 work
  work=$(mktemp -d)
  # shellcheck disable=SC2064  # the directory of now
  trap "rm -rf '$work'" EXIT
  debootstrap --variant=minbase bookworm "$work/root" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} \
    >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; return 69; }
  rm -rf "$work"/root/var/cache/apt/* "$work"/root/var/lib/apt/lists/* "$work"/root/var/log/* \
    "$work"/root/usr/share/{man,info,locale,lintian}/* "$work"/root/tmp/*
  find "$work/root/usr/share/doc" -type f ! -name copyright -delete
  find "$work/root/usr/share/doc" -type d -empty -delete
  tar -C "$work/root" --numeric-owner -cf "$tar.part" .
  mv "$tar.part" "$tar"
}

case "${1:-}" in
  '') ;;
  --tar) make_tar "${2:?--tar needs a file}"; exit ;;
  -h | --help) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
  *) echo "base-image.sh: unknown argument '$1'; try --help" >&2; exit 2 ;;
esac
podman image exists "$image" && exit 0
tar=$(mktemp)
trap 'rm -f "$tar"' EXIT
(make_tar "$tar")
podman import --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
  --change 'CMD ["bash"]' "$tar" "$image" >/dev/null
echo "imported $image"
