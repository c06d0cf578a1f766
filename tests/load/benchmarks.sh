# The benchmarks of tests/load/run.sh, which sources this file. Each adds lines to $work/table:
# name, unit, store, peer, ratio, least and greatest ratio, aim, and whether it was reached.

# row NAME UNIT AIM FILE: FILE holds a line a round, "store peer"; the ratio is the median of the
# rounds' own. AIM is ">= x" or "<= x" for the ratio, "store <= x" for the store's own figure, or "-".
row() {
  awk -v name="$1" -v unit="$2" -v aim="$3" '
    function sort(v, n,   i, j, t) {
      for (i = 2; i <= n; i++) for (j = i; j > 1 && v[j] < v[j - 1]; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
    }
    function median(v, n) { return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2 }
    { s[NR] = $1; p[NR] = $2; r[NR] = $2 ? $1 / $2 : 0 }
    END {
      sort(s, NR); sort(p, NR); sort(r, NR)
      own = sub(/^store /, "", aim)
      split(aim, part, " ")
      figure = own ? median(s, NR) : median(r, NR)
      reached = aim == "-" ? "" : (part[1] == ">=" ? figure >= part[2] : figure <= part[2]) ? "yes" : "NO"
      printf "%s\t%s\t%.5g (%.5g..%.5g)\t%s\t%s\t%s\t%s\n", name, unit, median(s, NR), s[1], s[NR],
             p[NR] ? sprintf("%.5g", median(p, NR)) : "-",
             p[NR] ? sprintf("%.3f (%.3f..%.3f)", median(r, NR), r[1], r[NR]) : "-",
             own ? "store " aim : aim, reached
    }' "$4" | tee -a "$work/table" | tr '\t' ' '
}

skip() {
  echo "SKIPPED $1: $2"
  printf '%s\tskipped: %s\t\t\t\t\t\n' "$1" "$2" >> "$work/table"
}

print_table() {
  echo
  {
    printf 'benchmark\tunit\tstore (min..max)\tpeer\tratio (min..max)\taim\treached\n'
    cat "$work/table"
  } | column -t -s "$(printf '\t')"
  echo "load average at the end $(cut -d' ' -f1-3 /proc/loadavg)"
  if [ "$check" = 1 ] && grep -q "NO$" "$work/table"; then exit 1; fi
}

value() { sed -nE "s/(^|.* )$1=([^ ]*).*/\2/p"; }

fill() {
  if [ -z "$data" ]; then data=$work/data; fi
  local marker=$data.versions
  if [ "$(cat "$marker" 2> /dev/null)" != "$versions" ]; then
    [ ! -e "$data" ] || fail "$data holds something else than this country"
    mkdir -p "$(dirname "$data")"
    start_store store "$data"
    echo "import: $(load fill "${server_address[store]}")"
    stop store
    echo "$versions" > "$marker"
  fi
  start_store store "$data"
}

# h2load_round SERVER PATH BODY REQUESTS FRAME_BYTES: "requests-a-second p99-microseconds". FRAME_BYTES
# 0: answers may differ in length, are not compressed and not checked here.
h2load_round() {
  timeout 200 h2load -n "$4" -c 4 -m 32 -d "$3" -H 'content-type: application/grpc' \
    -H 'te: trailers' --log-file="$work/h2load.log" "http://${server_address[$1]}$2" \
    > "$work/h2load.out" || fail "h2load failed on $1"
  grep -q " $4 succeeded, 0 failed, 0 errored, 0 timeout" "$work/h2load.out" ||
    { cat "$work/h2load.out" >&2; fail "calls failed on $1"; }
  [ "$5" = 0 ] || grep -q "($(($5 * $4))) data" "$work/h2load.out" ||
    { cat "$work/h2load.out" >&2; fail "not every answer of $1 has $5 bytes"; }
  local rate p99
  rate=$(sed -nE 's/^finished in .*, ([0-9.]+) req\/s.*/\1/p' "$work/h2load.out")
  p99=$(cut -f3 "$work/h2load.log" | sort -n | awk -v n="$4" 'NR == int(n * 0.99 + 0.999) { print }')
  rm -f "$work/h2load.log"
  echo "$rate $p99"
}

method_path() { echo "/indicast.store.v1.IndicatorStore/$1"; }

# same_answers PEER METHOD BODY
same_answers() {
  load ask "${server_address[store]}" "$2" "$3" "$work/store.now"
  load ask "${server_address[$1]}" "$2" "$3" "$work/$1.now"
  cmp -s "$work/store.now" "$work/$1.now" || fail "the two servers do not give the same $2"
}

# One figure or batch a round, read again and again from both servers by turns.
against_bare() {
  local method=$1 count=$2 path round s b before
  path=$(method_path "$method")
  : > "$work/rate"
  : > "$work/p99"
  for ((round = 1; round <= rounds; ++round)); do
    mkdir -p "$work/answers"
    load request "$method" "$round" "$work/body"
    load ask "${server_address[store]}" "$method" "$work/body" "$work/answers/$method"
    start_bare bare "$work/answers"
    same_answers bare "$method" "$work/body"
    local frame=$(($(stat -c %s "$work/answers/$method") + 5))
    h2load_round store "$path" "$work/body" $((count / 10)) "$frame" > /dev/null
    h2load_round bare "$path" "$work/body" $((count / 10)) "$frame" > /dev/null
    before=$(ok_answers "$method")
    if [ $((round % 2)) = 1 ]; then
      s=$(h2load_round store "$path" "$work/body" "$count" "$frame")
      b=$(h2load_round bare "$path" "$work/body" "$count" "$frame")
    else
      b=$(h2load_round bare "$path" "$work/body" "$count" "$frame")
      s=$(h2load_round store "$path" "$work/body" "$count" "$frame")
    fi
    [ $(($(ok_answers "$method") - before)) = "$count" ] ||
      fail "the store did not count $count OK answers of $method"
    same_answers bare "$method" "$work/body"
    echo "${s% *} ${b% *}" >> "$work/rate"
    echo "${s#* } ${b#* }" >> "$work/p99"
    stop bare
    rm -r "$work/answers"
  done
}

benchmark_point() {
  against_bare GetObservation "$requests"
  row "point reads / bare" "req/s" ">= 0.88" "$work/rate"
  row "point reads / bare, p99" "us" "<= 1.3" "$work/p99"
}

benchmark_batch() {
  against_bare BatchGetObservations $((requests / 20))
  row "100-series batch / bare" "req/s" ">= 0.7" "$work/rate"
  row "100-series batch / bare, p99" "us" "-" "$work/p99"
}

# as_of_row NAME FLAG: reads with a bound against reads of the newest state, of the same figure.
as_of_row() {
  local round now bound path
  path=$(method_path GetObservation)
  : > "$work/rate"
  for ((round = 1; round <= rounds; ++round)); do
    load request GetObservation "$round" "$work/now"
    load "$2" request GetObservation "$round" "$work/bound"
    local frames=()
    local body
    for body in now bound; do
      load ask "${server_address[store]}" GetObservation "$work/$body" "$work/$body.answer"
      frames+=($(($(stat -c %s "$work/$body.answer") + 5)))
    done
    cmp -s "$work/now.answer" "$work/bound.answer" && fail "the bound changes nothing"
    if [ $((round % 2)) = 1 ]; then
      bound=$(h2load_round store "$path" "$work/bound" "$requests" "${frames[1]}")
      now=$(h2load_round store "$path" "$work/now" "$requests" "${frames[0]}")
    else
      now=$(h2load_round store "$path" "$work/now" "$requests" "${frames[0]}")
      bound=$(h2load_round store "$path" "$work/bound" "$requests" "${frames[1]}")
    fi
    echo "${bound% *} ${now% *}" >> "$work/rate"
  done
  row "$1" "req/s" ">= 0.8" "$work/rate"
}

# Half way through the log, the first two vintages of four are there.
benchmark_as_of() {
  local before head
  before=$(ok_answers GetObservation)
  head=$(load head "${server_address[store]}")
  as_of_row "as of a revision / newest" "--as_of_revision=$((head / 2))"
  as_of_row "as of a date / newest" "--as_of_bulletin"
  [ $(($(ok_answers GetObservation) - before)) = $((rounds * 2 * (2 * requests + 2))) ] ||
    fail "the store did not count all reads as OK"
}

# Against a bare stream that fills every part from a constant, as the bare server fills its other
# answers, and against one that sends messages which are there already.
benchmark_stream() {
  local method=StreamObservations mode round s b
  mkdir -p "$work/answers"
  load request $method 0 "$work/body"
  load ask "${server_address[store]}" $method "$work/body" "$work/answers/$method"
  for mode in serve serve-ready; do
    start_bare bare "$work/answers" $mode
    same_answers bare $method "$work/body"
    : > "$work/rate"
    for ((round = 1; round <= rounds; ++round)); do
      s=$(load stream "${server_address[store]}" $method "$work/body")
      b=$(load stream "${server_address[bare]}" $method "$work/body")
      [ "${s#* }" = "${b#* }" ] || fail "the streams differ: $s; $b"
      awk -v bytes="$(echo "$s" | value bytes)" -v s="$(echo "$s" | value seconds)" \
        -v b="$(echo "$b" | value seconds)" \
        'BEGIN { print bytes / s / 1e6, bytes / b / 1e6 }' >> "$work/rate"
    done
    same_answers bare $method "$work/body"
    stop bare
    if [ $mode = serve ]; then
      echo "stream: ${s#* }"
      row "stream of all figures / bare" "MB/s" ">= 0.6" "$work/rate"
    else
      row "stream of all figures / ready messages" "MB/s" "-" "$work/rate"
    fi
  done
  rm -r "$work/answers"
}

benchmark_commit() {
  local round s b
  for name in rate p50 p99; do : > "$work/$name"; done
  for ((round = 1; round <= rounds; ++round)); do
    b=$(load fdatasync "$data" 300)
    s=$(load commits "${server_address[store]}" 300)
    for name in per_second:rate p50_ms:p50 p99_ms:p99; do
      echo "$(echo "$s" | value "${name%:*}") $(echo "$b" | value "${name%:*}")" >> "$work/${name#*:}"
    done
  done
  row "single commits / 4 KiB fdatasync" "per s" "-" "$work/rate"
  row "single commits / 4 KiB fdatasync, p50" "ms" "-" "$work/p50"
  row "single commits / 4 KiB fdatasync, p99" "ms" "-" "$work/p99"
}

benchmark_watch() {
  local round line
  : > "$work/called"
  : > "$work/acknowledged"
  for ((round = 1; round <= rounds; ++round)); do
    line=$(load watch "${server_address[store]}" 100 40)
    echo "$(echo "$line" | value p99_ms) 0" >> "$work/called"
    echo "$(echo "$line" | value acknowledged_p99_ms) 0" >> "$work/acknowledged"
  done
  row "commit reaches 100 watchers, p99" "ms" "store <= 50" "$work/called"
  row "the same, from its acknowledgement" "ms" "-" "$work/acknowledged"
}

# The page cache is warm: the files were written or read just before.
benchmark_start() {
  local round start
  : > "$work/seconds"
  for ((round = 1; round <= (rounds < 3 ? rounds : 3); ++round)); do
    stop store
    start=$(date +%s.%N)
    start_store store "$data"
    load head "${server_address[store]}" > /dev/null
    echo "$(date +%s.%N) $start" | awk '{ print $1 - $2, 0 }' >> "$work/seconds"
  done
  row "start of the store" "s" "store <= 2" "$work/seconds"
}

benchmark_memory() {
  start_store empty "$work/empty"
  stop store
  start_store store "$data"
  local floor full
  floor=$(private_bytes empty)
  full=$(private_bytes store)
  stop empty
  awk -v floor="$floor" -v full="$full" -v n="$(load versions)" \
    'BEGIN { print (full - floor) / n, 0 }' > "$work/bytes"
  echo "memory: empty $floor bytes, with the country $full bytes"
  load makeup
  row "memory above an empty store" "bytes/version" "-" "$work/bytes"
}

# etcd holds as many keys as the country has figures, at most 100000, of the size of an answer.
benchmark_etcd() {
  command -v etcd > /dev/null || { skip etcd "etcd is not installed (package etcd-server)"; return; }
  local bytes key keys kind round s e frame path
  path=$(method_path GetObservation)
  load request GetObservation 1 "$work/body"
  load ask "${server_address[store]}" GetObservation "$work/body" "$work/answer"
  bytes=$(stat -c %s "$work/answer")
  keys=$((versions / 4 < 100000 ? versions / 4 : 100000))
  start_etcd etcd "$work/etcd"
  key=$(load etcd-fill "${server_address[etcd]}" "$keys" "$bytes" | tee /dev/stderr | value key)
  for kind in linearizable serializable; do
    load etcd-request "$key" "$work/range" $([ $kind = linearizable ] || echo $kind)
    load ask "${server_address[etcd]}" /etcdserverpb.KV/Range "$work/range" "$work/range.answer"
    frame=$(($(stat -c %s "$work/range.answer") + 5))
    [ "$frame" -gt "$bytes" ] || fail "etcd does not give the value"
    h2load_round etcd /etcdserverpb.KV/Range "$work/range" $((requests / 4)) "$frame" > /dev/null
    : > "$work/rate"
    for ((round = 1; round <= rounds; ++round)); do
      e=$(h2load_round etcd /etcdserverpb.KV/Range "$work/range" $((requests / 4)) "$frame")
      s=$(h2load_round store "$path" "$work/body" "$requests" $((bytes + 5)))
      echo "${s% *} ${e% *}" >> "$work/rate"
    done
    row "point reads / etcd, $kind" "req/s" "-" "$work/rate"
  done
  stop etcd
}
