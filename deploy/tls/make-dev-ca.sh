#!/usr/bin/env bash
# A certification authority for development, and certificates for both services and for clients.
# Not for production: the key of the CA lies beside them.
#
#   make-dev-ca.sh FOLDER [--host NAME]... [--client NAME]... [--days N] [--renew]
#
#   --host NAME    one more name or IP address of the machines that serve; localhost, 127.0.0.1, ::1
#                  and the names of the services (store, projection) are always there
#   --client NAME  one more client besides "planner"
#   --days N       how long certificates hold (90); the CA holds ten years
#   --renew        issue new certificates, whether needed or not; the CA stays
#
# FOLDER/ca holds ca.crt and ca.key; FOLDER/store, /projection and /NAME of each client hold tls.crt,
# tls.key and ca.crt, the names of Kubernetes secrets. Run it again at any time: hosts and clients of
# before are remembered, and what is good for another third of its life stays. A new pair appears as a whole, behind one link (..data)
# that is switched, so that running services can take it up.
set -euo pipefail

fail() { printf 'make-dev-ca.sh: %s\n' "$1" >&2; exit 2; }
usage() { sed -n '2,/^set -euo/p' "$0" | sed -n 's/^# \{0,1\}//p'; }

folder=
hosts=()
clients=(planner)
days=90
renew=no
while [ $# -gt 0 ]; do
  case "$1" in
    --host) [ $# -ge 2 ] || fail "--host needs a name"; hosts+=("$2"); shift ;;
    --client) [ $# -ge 2 ] || fail "--client needs a name"; clients+=("$2"); shift ;;
    --days) [ $# -ge 2 ] || fail "--days needs a number"; days=$2; shift ;;
    --renew) renew=yes ;;
    -h | --help) usage; exit 0 ;;
    -*) fail "unknown option '$1'; see --help" ;;
    *) [ -z "$folder" ] || fail "one folder, not '$folder' and '$1'"; folder=$1 ;;
  esac
  shift
done
[ -n "$folder" ] || fail "name the folder for the certificates; see --help"
[[ $days =~ ^[1-9][0-9]{0,3}$ ]] || fail "--days $days: a number from 1 to 9999"
for client in "${clients[@]}"; do
  [[ $client =~ ^[a-z0-9][a-z0-9-]*$ ]] || fail "--client $client: small letters, digits and dashes"
  case "$client" in ca | store | projection) fail "--client $client is not the name of a client" ;; esac
done
for host in "${hosts[@]}"; do
  [[ $host =~ ^[A-Za-z0-9.:*-]+$ ]] || fail "--host $host: a DNS name or an IP address"
done
command -v openssl >/dev/null || fail "needs openssl (Debian package openssl)"

umask 077
mkdir -p "$folder/ca"
ca=$folder/ca/ca
[ ! -f "$folder/ca/hosts" ] || mapfile -t -O "${#hosts[@]}" hosts <"$folder/ca/hosts"
[ ! -f "$folder/ca/clients" ] || mapfile -t -O "${#clients[@]}" clients <"$folder/ca/clients"
[ ${#hosts[@]} -eq 0 ] || mapfile -t hosts < <(printf '%s\n' "${hosts[@]}" | sort -u)
mapfile -t clients < <(printf '%s\n' "${clients[@]}" | sort -u)
[ ${#hosts[@]} -eq 0 ] || printf '%s\n' "${hosts[@]}" >"$folder/ca/hosts"
printf '%s\n' "${clients[@]}" >"$folder/ca/clients"

make_ca() {
  [ ! -f "$ca.crt" ] || return 0
  openssl ecparam -name prime256v1 -genkey -noout -out "$ca.key.new"
  openssl req -x509 -new -key "$ca.key.new" -sha256 -days 3650 -out "$ca.crt.new" \
    -subj "/CN=Indicast development CA" -addext "basicConstraints=critical,CA:TRUE" \
    -addext "keyUsage=critical,keyCertSign,cRLSign"
  mv "$ca.key.new" "$ca.key"
  chmod 644 "$ca.crt.new"
  mv "$ca.crt.new" "$ca.crt"
  echo "ca: made"
}

# The alternative names of a server, as openssl wants them.
server_names() {
  local names="DNS:$1,DNS:localhost,IP:127.0.0.1,IP:::1" host
  for host in "${hosts[@]}"; do
    if [[ $host =~ ^[0-9.]+$ || $host == *:* ]]; then names+=",IP:$host"; else names+=",DNS:$host"; fi
  done
  echo "$names,URI:spiffe://indicast.dev/$1"
}

good() { # FOLDER NAMES
  [ "$renew" = no ] && [ -f "$1/tls.crt" ] && [ "$(cat "$1/..data/names" 2>/dev/null)" = "$2" ] &&
    openssl x509 -in "$1/tls.crt" -noout -checkend $((days * 86400 / 3)) >/dev/null &&
    openssl verify -CAfile "$ca.crt" "$1/tls.crt" >/dev/null 2>&1
}

issue() { # NAME NAMES USAGES
  local out=$folder/$1 fresh file before
  if good "$out" "$2"; then echo "$1: kept"; return; fi
  mkdir -p "$out"
  fresh=$(mktemp -d "$out/..XXXXXXXX")
  openssl ecparam -name prime256v1 -genkey -noout -out "$fresh/tls.key"
  openssl req -new -key "$fresh/tls.key" -subj "/CN=$1" -out "$fresh/request"
  printf 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=%s\nsubjectAltName=%s\n' \
    "$3" "$2" >"$fresh/extensions"
  openssl x509 -req -in "$fresh/request" -CA "$ca.crt" -CAkey "$ca.key" -sha256 -days "$days" \
    -set_serial "0x$(openssl rand -hex 16 | sed 's/^./7/')" -extfile "$fresh/extensions" \
    -out "$fresh/tls.crt" 2>/dev/null
  cp "$ca.crt" "$fresh/ca.crt"
  printf '%s\n' "$2" >"$fresh/names"
  rm "$fresh/request" "$fresh/extensions"
  before=$(readlink "$out/..data" || true)
  ln -s "$(basename "$fresh")" "$out/..new"
  mv -T "$out/..new" "$out/..data"
  for file in tls.crt tls.key ca.crt; do
    [ -L "$out/$file" ] || ln -s "..data/$file" "$out/$file"
  done
  [ -z "$before" ] || rm -r "${out:?}/$before"
  echo "$1: issued"
}

make_ca
for service in store projection; do
  # Each service may call the other as a client.
  issue "$service" "$(server_names "$service")" serverAuth,clientAuth
done
for client in "${clients[@]}"; do
  issue "$client" "URI:spiffe://indicast.dev/$client" clientAuth
done
