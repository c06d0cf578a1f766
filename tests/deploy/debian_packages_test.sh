#!/usr/bin/env bash
# The Debian packages in a clean root: they install, run under the command lines of their units as
# the users of these, answer, are upgraded with their settings and data, and go without a trace but
# the data.
source "$(dirname "$0")/ground.sh"
need_root
root=$(mktemp -d /tmp/indicast-root-XXXXXX)
packages=$WORK/packages
declare -A pids=()
end() {
  local code=$? pid
  [ $code -eq 0 ] || tail -n 20 "$WORK"/apt.log "$WORK"/service-*.log >&2 || true
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait
  umount "$root/proc" 2>/dev/null || true
  rm -rf --one-file-system "$root"
}
trap end EXIT
: >"$WORK/apt.log"
inside() { chroot "$root" "$@"; }
apt() { inside apt-get -y -qq "$@" >>"$WORK/apt.log" 2>&1 || fail "apt-get $*"; }

pack() { # RELEASE : the packages of this build, with this release number
  rm -rf "$packages/$1"
  (cd "$BUILD" && cpack -G DEB -B "$packages/$1" -D "CPACK_DEBIAN_PACKAGE_RELEASE=$1") \
    >"$WORK/cpack-$1.log" 2>&1 || { tail "$WORK/cpack-$1.log" >&2; fail "cpack"; }
  rm -rf "$packages/$1/_CPack_Packages"
  # What the Python package needs is left to its own tests.
  mkdir "$packages/$1/python"
  find "$packages/$1" -maxdepth 1 -name 'python3-indicast_*.deb' -exec mv {} "$packages/$1/python/" ';'
  [ "$(find "$packages/$1" -maxdepth 1 -name '*.deb' | wc -l)" = 4 ] || fail "not four packages: $(ls "$packages/$1")"
}

install_packages() { # RELEASE
  rm -rf "$root/packages"
  cp -r "$packages/$1" "$root/packages"
  apt install --no-install-recommends -o Dpkg::Options::=--force-confold \
    $(cd "$root" && ls -d ./packages/*.deb)
  rm -rf "$root/packages"
}

# Names of all files but the records of dpkg, apt, ldconfig and adduser.
files() {
  (cd "$root" && find . -xdev \( -path ./proc -o -path ./var/lib/dpkg -o -path ./var/lib/apt -o \
    -path ./var/cache -o -path ./var/log -o -path ./tmp -o -path ./run \) -prune -o \
    ! -path './etc/*-' -print | sort)
}

setting() { sed -n "s/^$2=//p" "$root/usr/lib/systemd/system/indicast-$1.service"; }

# start SERVICE : as systemd starts it, until it says READY=1 over the notify socket.
start() {
  local user command
  user=$(setting "$1" User)
  read -ra command <<<"$(setting "$1" ExecStart)"
  [ "$(setting "$1" Type)" = notify ] || fail "$1 is not of Type=notify"
  rm -f "$root/run/notify-$1"
  python3 "$ROOT/tests/deploy/notified.py" "$root/run/notify-$1" "$WORK/notified-$1" &
  pids[notify-$1]=$!
  wait_until 5 test -S "$root/run/notify-$1"
  chmod 777 "$root/run/notify-$1"
  (umask 077 && cd / && exec env -i PATH="$PATH" NOTIFY_SOCKET="/run/notify-$1" LANG=C.UTF-8 \
    chroot --userspec="${user:-nobody}" "$root" "${command[@]}") 2>"$WORK/service-$1.log" &
  pids[$1]=$!
  wait_until 20 grep -qx READY=1 "$WORK/notified-$1"
}

stop() {
  local service code=0
  for service in projection store; do
    kill -TERM "${pids[$service]}"
    wait "${pids[$service]}" || code=$?
    [ $code = 0 ] || fail "$service ended with $code"
    grep -qx STOPPING=1 "$WORK/notified-$service" || fail "$service did not say that it stops"
    kill "${pids[notify-$service]}"
    wait "${pids[notify-$service]}" 2>/dev/null || true
    unset "pids[$service]" "pids[notify-$service]"
  done
}

cli() {
  inside env -i PATH=/usr/bin LANG=C.UTF-8 INDICAST_STORE=127.0.0.1:$store_port \
    INDICAST_PROJECTION=127.0.0.1:$projection_port setpriv --reuid nobody --regid nogroup \
    --clear-groups indicast --lang en "$@"
}

pack 1
pack 2
if [ -f "$BUILD/python/indicast/__init__.py" ]; then
  out=$(dpkg-deb -c "$packages"/1/python/*.deb)
  expect ./usr/lib/python3/dist-packages/indicast/__init__.py ./usr/lib/python3/dist-packages/indicast/py.typed
fi
# The images install what these packages depend on.
out=$(for deb in "$packages"/1/*.deb; do dpkg-deb -f "$deb" Depends | tr ',' '\n'; done |
  sed 's/^ *//; s/ .*//' | grep -v -E '^(|adduser|init-system-helpers|libc6|libgcc-s1|libstdc\+\+6)$' |
  LC_ALL=C sort -u)
[ "$out" = "$(grep -v -e '^#' -e '^tzdata$' "$ROOT/deploy/debian/runtime.txt" | LC_ALL=C sort -u)" ] ||
  fail "deploy/debian/runtime.txt is not what the packages depend on:"$'\n'"$out"

tar -C "$root" -xf "$(base_tar)"
cp /etc/resolv.conf "$root/etc/resolv.conf"
mount -t proc proc "$root/proc"
apt update
before=$(files)

install_packages 1
out=$(inside stat -c '%U %a' /var/lib/indicast)
expect "indicast 700"
for service in store projection; do
  [ -L "$root/etc/systemd/system/multi-user.target.wants/indicast-$service.service" ] ||
    fail "the unit of $service is not enabled"
done
inside bash -n /usr/share/bash-completion/completions/indicast
[ -f "$root/usr/share/indicast/proto/indicast/store/v1/indicator_store_service.proto" ] || fail "no contracts"

store_port=$(free_port)
projection_port=$(free_port)
sed -i "s/:50061/:$store_port/; s/^--admin_address=.*/--admin_address=/" "$root"/etc/indicast/*.flags
sed -i "s/:50062/:$projection_port/" "$root/etc/indicast/projection.flags"
start store
start projection
wait_until 20 serving "127.0.0.1:$projection_port" indicast.projection.v1.Projection
serving "127.0.0.1:$store_port" indicast.store.v1.IndicatorStore || fail "the store does not serve"
out=$(cli status)
expect store projection SERVING
cli import /usr/share/indicast/data/changsha --yes --reason "First load" >/dev/null 2>&1
board=$(cli target board --section all -o csv)
out=$board
expect imports-exports missed
[ -z "$(inside find /var/lib/indicast -type f \( ! -user indicast -o -perm /077 \))" ] ||
  fail "others can read the data"

stop
install_packages 2
out=$(inside dpkg-query -W -f '${Package} ${Version}\n' 'indicast*')
expect 'indicast 0.1.0-2' 'indicast-store 0.1.0-2' 'indicast-projection 0.1.0-2' 'indicast-dev 0.1.0-2'
grep -q ":$store_port" "$root/etc/indicast/store.flags" || fail "the upgrade changed a setting"
start store
start projection
wait_until 20 serving "127.0.0.1:$projection_port" indicast.projection.v1.Projection
[ "$(cli target board --section all -o csv)" = "$board" ] || fail "another board after the upgrade"
stop

apt remove indicast indicast-store indicast-projection indicast-dev
[ -f "$root/etc/indicast/store.flags" ] || fail "remove took the settings"
[ ! -e "$root/usr/bin/indicast-store" ] || fail "remove left the program"
apt purge indicast-store indicast-projection
apt autoremove --purge
out=$(comm -13 <(echo "$before") <(files) | { grep -v '^\./var/lib/indicast' || true; })
[ -z "$out" ] || fail "left behind: $out"
[ -f "$root/var/lib/indicast/indicast.db" ] || fail "purge took the data"
inside getent passwd indicast >/dev/null || fail "nobody owns the data any more"

# Without data nothing stays, not even the user.
rm -rf "$root/var/lib/indicast"
install_packages 1
apt purge indicast indicast-store indicast-projection indicast-dev
apt autoremove --purge
if inside getent passwd indicast >/dev/null; then fail "the user stays without data"; fi
out=$(comm -13 <(echo "$before") <(files))
[ -z "$out" ] || fail "left behind: $out"
echo "packages: installed, run, answered, upgraded, removed without a trace but the data"
