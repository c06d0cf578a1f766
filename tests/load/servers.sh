# The servers that a load comparison drives: sourced by tests/load/run.sh. Every server started here
# is ended by stop_all, and nothing else is.

declare -A server_pid=() server_address=() server_admin=()

# await FILE PID SECONDS: until the file has content.
await() {
  local turn
  for ((turn = 0; turn < $3 * 20; ++turn)); do
    [ -s "$1" ] && return 0
    kill -0 "$2" 2> /dev/null || break
    sleep 0.05
  done
  cat "$work"/*.log >&2
  fail "a server did not start"
}

# start_store NAME DATA_DIRECTORY
start_store() {
  rm -f "$work/$1.json"
  "$bin/indicast-store" --data_dir="$2" --address=127.0.0.1:0 --admin_address=127.0.0.1:0 \
    --address_file="$work/$1.json" 2> "$work/$1.log" &
  server_pid[$1]=$!
  await "$work/$1.json" "${server_pid[$1]}" 300
  server_address[$1]=$(sed -E 's/.*"address": *"([^"]*)".*/\1/' "$work/$1.json")
  server_admin[$1]=$(sed -E 's/.*"admin": *"([^"]*)".*/\1/' "$work/$1.json")
}

# start_bare NAME DIRECTORY_OF_ANSWERS [MODE]
start_bare() {
  rm -f "$work/$1.address"
  "$bin/indicast-bare-server" "${3:-serve}" "$2" > "$work/$1.address" 2> "$work/$1.log" &
  server_pid[$1]=$!
  await "$work/$1.address" "${server_pid[$1]}" 60
  server_address[$1]=$(cat "$work/$1.address")
}

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || break
  done
  echo "$port"
}

# start_etcd NAME DIRECTORY
start_etcd() {
  local client peer
  client=$(free_port)
  peer=$(free_port)
  etcd --name "$1" --data-dir "$2" --log-level error --logger zap \
    --listen-client-urls "http://127.0.0.1:$client" \
    --advertise-client-urls "http://127.0.0.1:$client" \
    --listen-peer-urls "http://127.0.0.1:$peer" \
    --initial-advertise-peer-urls "http://127.0.0.1:$peer" \
    --initial-cluster "$1=http://127.0.0.1:$peer" --quota-backend-bytes 4294967296 \
    > "$work/$1.log" 2>&1 &
  server_pid[$1]=$!
  server_address[$1]=127.0.0.1:$client
  local turn
  for ((turn = 0; turn < 200; ++turn)); do
    "$bin/indicast-load" etcd-fill "${server_address[$1]}" 1 8 > /dev/null 2>&1 && return 0
    kill -0 "${server_pid[$1]}" 2> /dev/null || break
    sleep 0.1
  done
  cat "$work/$1.log" >&2
  fail "etcd did not start"
}

# stop NAME: asks it to end and waits.
stop() {
  kill "${server_pid[$1]}" 2> /dev/null || true
  wait "${server_pid[$1]}" 2> /dev/null || true
  unset "server_pid[$1]"
}

stop_all() {
  local name
  for name in "${!server_pid[@]}"; do kill "${server_pid[$name]}" 2> /dev/null || true; done
  for name in "${!server_pid[@]}"; do wait "${server_pid[$name]}" 2> /dev/null || true; done
}

# OK answers of a method by the store's own count.
ok_answers() {
  exec 3<> "/dev/tcp/${server_admin[store]%:*}/${server_admin[store]##*:}"
  printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3
  sed -nE 's/^grpc_server_handled_total\{.*grpc_method="'"$1"'",grpc_code="OK"\} ([0-9.e+]+)\r?$/\1/p' <&3 |
    awk '{ printf "%d", $1 }'
  exec 3>&-
}

# Clock ticks of CPU that a server has used.
ticks() { awk '{ print $14 + $15 }' "/proc/${server_pid[$1]}/stat"; }

# Bytes of memory of a server that are its own.
private_bytes() {
  awk '/^Private_(Clean|Dirty):/ { sum += $2 } END { print sum * 1024 }' \
    "/proc/${server_pid[$1]}/smaps_rollup"
}
