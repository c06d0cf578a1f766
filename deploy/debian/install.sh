#!/usr/bin/env bash
# Installs what Indicast needs on Debian 12: deploy/debian/install.sh [--yes] LIST...
# LIST names a file beside this script without .txt ("build", "test"). Says what is missing, asks
# before installing unless --yes, and uses sudo when not root. Does nothing when all is there.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
yes=no
lists=()
for arg in "$@"; do
  case "$arg" in
    --yes) yes=yes ;;
    *) lists+=("$arg") ;;
  esac
done

missing=()
for list in "${lists[@]}"; do
  while read -r package; do
    case "$package" in '' | '#'*) continue ;; esac
    if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then
      missing+=("$package")
    fi
  done <"$here/$list.txt"
done
# Node and kubectl come from Debian unless the machine has them already (another source's nodejs brings
# npm along and conflicts with Debian's npm package).
case " ${lists[*]} " in
  *' test '*)
    command -v npm >/dev/null 2>&1 || missing+=(nodejs npm)
    command -v kubectl >/dev/null 2>&1 || missing+=(kubernetes-client)
    ;;
esac
[ ${#missing[@]} -gt 0 ] || exit 0

echo "Indicast needs these Debian packages: ${missing[*]}"
if [ "$yes" = no ]; then
  if [ ! -t 0 ]; then
    echo "Not installing without a question answered: run again with --yes, or install them yourself:" >&2
    echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 78
  fi
  read -r -p "Install them now? [y/N] " answer
  case "$answer" in y | Y | yes) ;; *) echo "Nothing installed." >&2; exit 78 ;; esac
fi
as_root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "Run as root, or install sudo." >&2; exit 77; }
  as_root=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for step in "update -qq" "install -y -qq --no-install-recommends ${missing[*]}"; do
  # shellcheck disable=SC2086  # the step is a word list
  if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get $step >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "apt-get ${step%% *} failed; see above." >&2
    exit 69
  fi
done
echo "Installed ${#missing[@]} packages."
