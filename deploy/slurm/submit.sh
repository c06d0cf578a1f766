#!/usr/bin/env bash
# Submits a batch job as a Slurm array and the merge that depends on it; prints both job numbers.
#   deploy/slurm/submit.sh JOB OUTPUT SHARDS [MOST AT ONE TIME]
# Exit codes: 2 usage, 66 no job file, 78 more shards than this cluster's arrays may have, else
# sbatch's.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -lt 3 ] || ! [[ "$3" =~ ^[1-9][0-9]*$ ]] || ! [[ "${4:-16}" =~ ^[1-9][0-9]*$ ]]; then
  sed -n '3p' "$0" | sed 's/^# */usage: /' >&2
  exit 2
fi
[ -f "$1" ] || { echo "submit.sh: no job file $1" >&2; exit 66; }
JOB=$(realpath "$1")
mkdir -p "$2"
OUTPUT=$(realpath "$2")
export JOB OUTPUT
most=$(scontrol show config | sed -n 's/^MaxArraySize *= *//p')
if [ "$3" -gt "$most" ]; then
  echo "submit.sh: $3 shards; arrays here have at most $most tasks (MaxArraySize), so pack more points into a shard" >&2
  exit 78
fi
run=$(sbatch --parsable --export=ALL --array="0-$(($3 - 1))%${4:-16}" "$here/run.sbatch")
merge=$(sbatch --parsable --export=ALL --dependency="afterany:${run%%;*}" "$here/merge.sbatch")
echo "run ${run%%;*}"
echo "merge ${merge%%;*}"
