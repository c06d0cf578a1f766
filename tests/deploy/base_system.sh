#!/usr/bin/env bash
# The clean Debian 12 that the images and the packages are tried on.
source "$(dirname "$0")/ground.sh"
need_root
tar -tf "$(base_tar)" ./usr/bin/apt-get >/dev/null || fail "no Debian system in $(base_tar)"
