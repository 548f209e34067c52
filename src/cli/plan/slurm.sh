#!/usr/bin/env bash
# Runs the @SHARDS@ shards of a plan under Slurm, then merges them. Begin it where the plan is, on a disk that all nodes see:
#   bash this-script
# and again if the merge says that shards are missing: only those are run.
# Options for sbatch go into SBATCH_OPTS (--partition=short --time=60), another program into SUMMITRY.
# A time limit must be well above the @GRACE@ seconds that a task has to save its work, and Slurm may ask a minute earlier.
# Experiment @EXPERIMENT@, plan @SHA@…
set -euo pipefail

here=$PWD
program=${SUMMITRY:-summitry}
plan=@PLAN@
shards=@DIR@
out=@OUT@
cpus=@CPUS@
at_once=@ATONCE@
read -rd '' -a options <<<"${SBATCH_OPTS:-}" || true

if [ -f "$plan" ] && ! grep -q '"sha256": "@DIGEST@"' "$plan"; then
    echo "$plan is not the plan that this script is for: print it anew with summitry plan slurm" >&2
    exit 2
fi
# What is left to run, as an array expression. A shard that cannot be used has to be seen to first.
status=0
report=$("$program" plan status "$plan" "$shards") || status=$?
if [ "$status" -ne 0 ] && [ "$status" -ne 75 ]; then
    echo 'nothing was submitted' >&2
    exit "$status"
fi
to_run=$(sed -n 's/^to run, as an array: //p' <<<"$report")

logs=$shards/logs
if [[ $logs != /* ]]; then logs=$here/$logs; fi
mkdir -p -- "$logs"

# Submits the job that it reads, and prints its number. What the job has to know goes before it, whatever its environment.
submit() {
    local job
    job=$(
        { echo '#!/usr/bin/env bash' && declare -p here program plan shards out cpus offset && cat; } |
            sbatch --parsable --open-mode=append --export=ALL "$@" ${options[@]+"${options[@]}"}
    ) || {
        echo "sbatch failed${jobs:+ after the jobs ${jobs#:}}: run this again when it can take more" >&2
        return 1
    }
    echo "${job%%;*}"
}

# An array has at most MaxArraySize tasks, 1001 as Slurm comes; more shards take more arrays.
jobs=
for ((offset = 0; offset < @SHARDS@; offset += @ARRAY@)); do
    tasks=
    count=0
    for span in ${to_run//,/ }; do
        first=$((${span%-*} - offset))
        last=$((${span#*-} - offset))
        first=$((first > 0 ? first : 0))
        last=$((last < @ARRAY@ ? last : @ARRAY@ - 1))
        if ((first <= last)); then
            tasks=$tasks,$first-$last
            count=$((count + last - first + 1))
        fi
    done
    if [ -z "$tasks" ]; then continue; fi
    asked=(--job-name=@JOB@ "--array=${tasks#,}$at_once" --requeue --signal=B:TERM@@GRACE@ "--cpus-per-task=$cpus"
        "--output=${logs//%/%%}/%A_%a.log")
    # How many run at once is limited within an array only: so the next one waits for it.
    if [ -n "$at_once" ] && [ -n "$jobs" ]; then asked+=("--dependency=afterany:${jobs##*:}"); fi
    job=$(
        submit "${asked[@]}" <<'TASK'
# One shard. When its time is up it saves what is done and ends with 75; then it is queued again and goes on.
cd "$here" || exit
shard=$((SLURM_ARRAY_TASK_ID + offset))
task=${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID
echo "shard $shard, task $task, restarts ${SLURM_RESTART_COUNT:-0}"
pid=
told=
trap 'told=yes; kill -TERM "$pid" 2>/dev/null' TERM INT
"$program" plan run "$plan" --shard "$shard" --out "$shards" --threads "$cpus" --quiet &
pid=$!
if [ -n "$told" ]; then kill -TERM "$pid"; fi
status=0
wait "$pid" || status=$?
# A signal ends the wait before the program ends.
while [ "$status" -gt 128 ] && kill -0 "$pid" 2>/dev/null; do
    status=0
    wait "$pid" || status=$?
done
# Told before it listened, or twice at once: then it goes on from what it saved before.
if [ -n "$told" ] && { [ "$status" -eq 143 ] || [ "$status" -eq 130 ]; }; then status=75; fi
# A task that was cancelled is told to end in the same way, and would come back: it no longer counts as running.
if [ "$status" -eq 75 ] && [ "$(squeue --noheader --format=%T --jobs="$task")" = RUNNING ]; then
    scontrol requeue "$task"
fi
exit "$status"
TASK
    )
    jobs=$jobs:$job
    echo "job $job: $count of the shards $offset to $((offset + @ARRAY@ < @SHARDS@ ? offset + @ARRAY@ - 1 : @SHARDS@ - 1))"
done

# afterany, not afterok: the merge begins when no task is left, whatever became of them, and says what is missing.
asked=(--job-name=@JOB@-merge "--output=${logs//%/%%}/merge-%j.log")
if [ -n "$jobs" ]; then asked+=("--dependency=afterany$jobs"); else echo 'all shards are done'; fi
job=$(
    submit "${asked[@]}" <<'MERGE'
# The merge. 75 says that shards are missing.
cd "$here" || exit
status=0
"$program" plan merge "$plan" "$shards" --out "$out"@FORMAT@ || status=$?
# A Slurm that queues again whatever ends with 75 (RequeueExit) would do so for ever.
if [ "$status" -eq 75 ] && [ "${SLURM_RESTART_COUNT:-0}" -gt 0 ]; then status=1; fi
exit "$status"
MERGE
)
echo "merge: job $job; result in $out, log in $logs/merge-$job.log"
