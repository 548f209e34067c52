#!/usr/bin/env bash
# Runs the @SHARDS@ shards of a plan under Slurm, then merges them. Begin it where the plan is, on a disk that all nodes see:
#   bash this-script
# and again if the merge says that shards are missing: those that are done are not run again.
# Options for sbatch go into SBATCH_OPTS (--partition=short --time=60), another program into SUMMITRY.
# Experiment @EXPERIMENT@, plan @SHA@…
set -euo pipefail

export SUMMITRY=${SUMMITRY:-summitry}
export SUMMITRY_PLAN=@PLAN@
export SUMMITRY_SHARDS=@DIR@
export SUMMITRY_OUT=@OUT@
export SUMMITRY_CPUS=@CPUS@
read -ra options <<<"${SBATCH_OPTS:-}"
logs=$SUMMITRY_SHARDS/logs
mkdir -p "$logs"

# An array has at most MaxArraySize tasks, 1001 as Slurm comes; more shards take more arrays.
jobs=
for ((offset = 0; offset < @SHARDS@; offset += @ARRAY@)); do
    last=$((@SHARDS@ - offset < @ARRAY@ ? @SHARDS@ - offset - 1 : @ARRAY@ - 1))
    export SUMMITRY_OFFSET=$offset
    job=$(sbatch --parsable --job-name=@JOB@ --array="0-$last@ATONCE@" --requeue --open-mode=append \
        --signal=B:TERM@@GRACE@ --cpus-per-task="$SUMMITRY_CPUS" --output="$logs/%A_%a.log" --export=ALL \
        ${options[@]+"${options[@]}"} <<'TASK'
#!/usr/bin/env bash
# One shard. When its time is up it saves what is done and ends with 75; then it is queued again and goes on.
"$SUMMITRY" plan run "$SUMMITRY_PLAN" --shard $((SLURM_ARRAY_TASK_ID + SUMMITRY_OFFSET)) \
    --out "$SUMMITRY_SHARDS" --threads "$SUMMITRY_CPUS" --quiet &
pid=$!
trap 'kill -TERM "$pid" 2>/dev/null' TERM INT
status=0
wait "$pid" || status=$?
# A signal ends the wait before the program ends.
while kill -0 "$pid" 2>/dev/null; do
    status=0
    wait "$pid" || status=$?
done
if [ "$status" -eq 75 ]; then
    scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
fi
exit "$status"
TASK
    )
    jobs=$jobs:${job%%;*}
    echo "shards $offset to $((offset + last)): job ${job%%;*}"
done

# afterany, not afterok: the merge begins when no task is left, whatever became of them, and says what is missing.
job=$(sbatch --parsable --job-name=@JOB@-merge --dependency="afterany$jobs" --output="$logs/merge-%j.log" \
    --export=ALL ${options[@]+"${options[@]}"} <<'MERGE'
#!/usr/bin/env bash
exec "$SUMMITRY" plan merge "$SUMMITRY_PLAN" "$SUMMITRY_SHARDS" --out "$SUMMITRY_OUT" --quiet
MERGE
)
echo "merge: job ${job%%;*}; result in $SUMMITRY_OUT, log in $logs/merge-${job%%;*}.log"
