#!/usr/bin/env bash
# A Slurm of one node on loopback, without a database, for tests.
#   slurm_node.sh start DIRECTORY   writes DIRECTORY/slurm.conf and starts slurmctld and slurmd;
#                                   prints the line that lets sbatch and the like find it
#   slurm_node.sh stop DIRECTORY    ends both, by their process ids, and what they run
# Needs root and Debian's slurm-wlm. Nobody else is asked who is who: auth/none.
set -euo pipefail
[ $# = 2 ] || { sed -n '3,5p' "$0" >&2; exit 2; }
mkdir -p "$2"
directory=$(realpath "$2")
export SLURM_CONF=$directory/slurm.conf

free_ports() {
  python3 -c 'import socket
all = [socket.socket() for _ in range(2)]
for s in all: s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in all])'
}

write_settings() {
  local host controller node
  host=$(hostname -s)
  read -r controller node < <(free_ports)
  mkdir -p "$directory"/{state,spool}
  cat >"$SLURM_CONF" <<EOF
ClusterName=indicast
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$controller
SlurmdPort=$node
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
AuthType=auth/none
CredType=cred/none
AuthInfo=cred_expire=5
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$directory/state
SlurmdSpoolDir=$directory/spool
SlurmctldPidFile=$directory/slurmctld.pid
SlurmdPidFile=$directory/slurmd.pid
SlurmctldLogFile=$directory/slurmctld.log
SlurmdLogFile=$directory/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
MaxArraySize=1001
SchedulerParameters=sched_interval=1,batch_sched_delay=0
InactiveLimit=0
KillWait=5
MinJobAge=300
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 RealMemory=2048 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP OverSubscribe=FORCE:4
EOF
}

case "$1" in
  start)
    write_settings
    setsid slurmctld -D >"$directory/slurmctld.out" 2>&1 &
    echo $! >"$directory/controller"
    setsid slurmd -D >"$directory/slurmd.out" 2>&1 &
    echo $! >"$directory/node"
    for _ in $(seq 150); do
      if sinfo -h -o %t 2>/dev/null | grep -qE 'idle|mix'; then
        echo "export SLURM_CONF=$SLURM_CONF"
        exit 0
      fi
      sleep 0.2
    done
    tail -n 20 "$directory"/slurm*.log "$directory"/*.out >&2
    exit 69
    ;;
  stop)
    scancel --user=root 2>/dev/null || true
    for name in node controller; do
      [ -f "$directory/$name" ] || continue
      pid=$(cat "$directory/$name")
      kill -TERM "$pid" 2>/dev/null || true
      for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.2; done
      kill -KILL "$pid" 2>/dev/null || true
      rm -f "$directory/$name"
    done
    ;;
  *) sed -n '3,5p' "$0" >&2; exit 2 ;;
esac
