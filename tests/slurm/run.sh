#!/usr/bin/env bash
# Plans under a real Slurm: its daemons run in a temporary directory, on loopback, and nothing of them is left.
#   SUMMITRY=target/release/summitry tests/slurm/run.sh
# Nothing is installed: where there is no Slurm all is skipped, unless SLURM_REQUIRED=1.
set -euo pipefail

suite=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PATH=$PATH:/usr/sbin:/sbin
for needed in munged slurmctld slurmd sbatch scontrol; do
    if ! command -v "$needed" >/dev/null; then
        echo "there is no $needed: install slurm-wlm and munge"
        if [ "${SLURM_REQUIRED:-0}" = 1 ]; then exit 1; fi
        echo '0 passed, 0 failed, 1 skipped'
        exit 0
    fi
done
SUMMITRY=$(realpath "$(command -v "${SUMMITRY:-summitry}")")
export SUMMITRY
unset SBATCH_OPTS

# What the suite finds.

passed=0
failed=0
check() { # what, and the command that shows it
    if "${@:2}"; then
        passed=$((passed + 1))
        echo "ok: $1"
    else
        failed=$((failed + 1))
        echo "FAILED: $1"
    fi
}
is() { # what it should be, what it is
    if [ "$1" = "$2" ]; then return 0; fi
    printf '  expected %q, found %q\n' "$1" "$2"
    return 1
}
within() { # seconds, and a command that is to succeed until then
    local end=$((SECONDS + $1))
    until "${@:2}"; do
        if ((SECONDS >= end)); then
            echo "  not within $1 seconds: ${*:2}"
            return 1
        fi
        sleep 0.05
    done
}

# The daemons. What they and their jobs are is told by SLURM_CONF in their environment.

dir=$(mktemp -d)
export SLURM_CONF=$dir/slurm.conf
ours() {
    local process
    for process in /proc/[0-9]*; do
        if grep -qz "^SLURM_CONF=$SLURM_CONF$" "$process/environ" 2>/dev/null; then
            echo "${process#/proc/}"
        fi
    done
}
gone() { # but for what looks
    local process
    for process in $(ours); do
        if [ -d "/proc/$process" ]; then return 1; fi
    done
}
stop() { # a signal
    local process
    for process in $(ours); do
        kill "-$1" "$process" 2>/dev/null || true
    done
}
clean() {
    trap '' INT TERM
    # It ended before its end.
    if [ -z "$closed" ]; then close $((failed + 1)); fi
    stop TERM
    within 5 gone >/dev/null || stop KILL
    within 5 gone || true
    rm -rf "$dir"
}
closed=
close() { # how many failed
    closed=yes
    printf '\n%s passed, %s failed\n' "$passed" "$1"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

taken() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
port=$((20000 + RANDOM % 10000))
while taken "$port" || taken $((port + 1)); do port=$((20000 + RANDOM % 10000)); done
mkdir "$dir"/{run,state,spool,log}
chmod 755 "$dir" "$dir/run"
sed "s|@DIR@|$dir|; s|@USER@|$(id -un)|; s|@HOST@|$(hostname -s)|; s|@CTLDPORT@|$port|; s|@DPORT@|$((port + 1))|" \
    "$suite/slurm.conf.template" >"$SLURM_CONF"
# None is used, but what is found by itself may want a system bus.
echo 'CgroupPlugin=cgroup/v1' >"$dir/cgroup.conf"
(umask 077 && head -c 1024 /dev/urandom >"$dir/run/munge.key")
start() {
    munged --force --key-file="$dir/run/munge.key" --socket="$dir/run/munge.sock" \
        --pid-file="$dir/run/munged.pid" --log-file="$dir/log/munged.log" --seed-file="$dir/run/munged.seed" &&
        slurmctld && slurmd -N localhost
}
idle() { [ "$(sinfo --noheader --format=%T 2>/dev/null)" = idle ]; }
if ! { start && within 30 idle; }; then
    tail -n 20 "$dir"/log/*
    exit 1
fi
echo "$(slurmctld -V) on ports $port and $((port + 1))"

# What a job is, and how it stands.

field() { # a job, a field of it
    scontrol show job --oneliner "$1" | tr ' ' '\n' | sed -n "s/^$2=//p" | head -n 1
}
in_state() { [ "$(field "$1" JobState)" = "$2" ]; }
program_of() { # a task: the process of summitry in it
    local process
    for process in $(ours); do
        if [ "$(readlink "/proc/$process/exe")" = "$SUMMITRY" ] &&
            grep -qz "^SLURM_ARRAY_JOB_ID=${1%_*}$" "/proc/$process/environ" &&
            grep -qz "^SLURM_ARRAY_TASK_ID=${1#*_}$" "/proc/$process/environ"; then
            echo "$process"
            return
        fi
    done
} 2>/dev/null
shell_of() { # a task: the process of its script
    cut -d ' ' -f 4 "/proc/$(program_of "$1")/stat"
}
runs() { [ -n "$(program_of "$1")" ]; }
size() { stat -c %s "$1" 2>/dev/null || echo 0; }
has_rows() { [ "$(size "$1/runs.csv.partial")" -gt 0 ]; }
nothing_queued() { [ -z "$(squeue --noheader)" ]; }
ended() { # a job, its exit code, seconds: it is through within them, with nothing left
    within "$3" nothing_queued && is "$2:0" "$(field "$1" ExitCode)"
}

# Submits a plan as people do; then `arrays` and `merge` have the numbers of the jobs, `log` the merge's log.
begin() {
    local told
    told=$(bash "$1")
    printf '  %s\n' "${told//$'\n'/$'\n  '}"
    mapfile -t arrays < <(sed -n 's/^job \([0-9]*\): .*/\1/p' <<<"$told")
    merge=$(sed -n 's/^merge: job \([0-9]*\);.*/\1/p' <<<"$told")
    log=$(sed -n 's/^merge: .* log in //p' <<<"$told")
}
refused() { # an exit code, a script, where it is begun: it ends so, and submits nothing
    local status=0
    (cd "$3" && bash "$2") >"$dir/refused" 2>&1 || status=$?
    sed 's/^/  /' "$dir/refused"
    is "$1" "$status" && nothing_queued
}
sound() { # a script
    bash -n "$1" || return 1
    if command -v shellcheck >/dev/null; then shellcheck --shell=bash --exclude=SC2034 "$1"; fi
}
batch_sound() { # a job: what Slurm was given
    scontrol write batch_script "$1" "$dir/batch" >/dev/null && sound "$dir/batch"
}

# A shard of the long plan takes about three seconds on a core.

work="$dir/one's work at 100%"
mkdir "$work"
cd "$work"
cat >rounds.toml <<'TOML'
title = "How many rounds before the summit?"
description = "Rounds from none to four."
scenario = "kyiv-washington"
gate = "rounds-first:n=3"
replications = 100

[[factor]]
path = "gate.n"
range = [0, 4]
TOML
begun=${EPOCHREALTIME/./}
"$SUMMITRY" sweep rounds.toml --replications 1000 --threads 1 --out trial --quiet >trial.txt
each=$((3 * 10 * 1000 * 1000000 / (${EPOCHREALTIME/./} - begun)))
echo "$each runs a cell"
"$SUMMITRY" sweep rounds.toml --replications "$each" --out 'one machine' --quiet >one.txt
"$SUMMITRY" plan new rounds.toml --replications "$each" --shards 10 --out 'long plan.json' --quiet
"$SUMMITRY" plan slurm 'long plan.json' --shards 'long shards' --out 'out/long' --array-size 10 --at-once 2 >long.sh

printf '\nAll is cancelled\n'
begin long.sh
array=${arrays[0]}
check 'the script is sound' sound long.sh
check "a task's script is sound" batch_sound "$array"
check "the merge's script is sound" batch_sound "$merge"
check 'two tasks run' within 30 has_rows 'long shards/shard-1'
scancel "$array"
check 'no task comes back, and the merge lacks shards' ended "$merge" 75 30
check 'its log has the array expression' grep -qx '0-9' "$log"

printf '\nOne task is killed, one is told to end\n'
rm -r 'long shards'/shard-*
begin long.sh
array=${arrays[0]}
told='long shards/shard-1'
check 'two tasks run' within 30 has_rows 'long shards/shard-0'
check 'and have rows' within 30 has_rows "$told"
# As Slurm tells a task that its time is up. (scancel --batch does it too, but again and again while others are pending.)
kill -TERM "$(shell_of "${array}_1")"
kill -KILL "$(program_of "${array}_0")"
check 'the one told is queued again' within 10 in_state "${array}_1" PENDING
kept=$(size "$told/runs.csv.partial")
check 'it has kept rows' [ "$kept" -gt 0 ]
check 'the one killed has failed' within 10 in_state "${array}_0" FAILED
check 'it is not queued again' is 0 "$(field "${array}_0" Restarts)"
scontrol requeue "${array}_0"
check 'the one told is run again' within 60 runs "${array}_1"
least=$kept
while runs "${array}_1"; do
    now=$(size "$told/runs.csv.partial")
    # It has its name when it is finished.
    if [ -e "$told/runs.csv.partial" ] && ((now < least)); then least=$now; fi
done
check 'it goes on from what it kept' is "$kept" "$least"
check 'the merge waits for all of them' ended "$merge" 0 90
check 'each was queued again once' is '1 1' "$(field "${array}_0" Restarts) $(field "${array}_1" Restarts)"
check 'the log of a task has both attempts' \
    is "shard 1, task ${array}_1, restarts 0
shard 1, task ${array}_1, restarts 1" "$(grep '^shard' "long shards/logs/${array}_1.log")"
check 'the merged bytes are those of one machine' diff -r 'one machine' out/long

printf '\nMore shards than an array has tasks, and one is missing\n'
"$SUMMITRY" sweep rounds.toml --out 'small machine' --quiet >small.txt
"$SUMMITRY" plan new rounds.toml --shards 7 --out small.json --quiet
"$SUMMITRY" plan slurm small.json --array-size 3 --at-once 1 >small.sh
begin small.sh
check 'there are three arrays' is 3 "${#arrays[@]}"
scancel "${arrays[1]}_1"
check 'the merge lacks a shard' ended "$merge" 75 60
check 'its log has the array expression' grep -qx 4 "$log"
seconds() { date -d "$(field "$1" "$2")" +%s; }
check 'an array begins when the last has ended' \
    [ "$(seconds "${arrays[1]}_0" StartTime)" -ge "$(seconds "${arrays[0]}_2" EndTime)" ]
begin small.sh
check 'only what is missing is run' is "1 1" "${#arrays[@]} $(scontrol show job --oneliner "${arrays[0]}" | wc -l)"
check 'the merge is done' ended "$merge" 0 30
check 'the merged bytes are those of one machine' diff -r 'small machine' out/rounds

printf '\nAll is done\n'
begin small.sh
check 'nothing is run' is 0 "${#arrays[@]}"
check 'the merge is done' ended "$merge" 0 30
check 'it says that the sweep is there' grep -q 'already holds this sweep' "$log"
check 'the merged bytes are the same' diff -r 'small machine' out/rounds

printf '\nIt is refused\n'
check 'a directory without the plan' refused 65 "$work/small.sh" /
cp small.json kept.json
"$SUMMITRY" plan new rounds.toml --shards 6 --out small.json --force --quiet
check 'another plan in its place' refused 2 small.sh .
mv kept.json small.json
echo altered >>shards/shard-3/runs.csv
check 'a shard that was altered' refused 65 small.sh .

printf '\nA Slurm that queues again what ends with 75\n'
echo 'RequeueExit=75' >>"$SLURM_CONF"
scontrol reconfigure
"$SUMMITRY" plan slurm small.json --shards 'other shards' --out out/other --at-once 1 --array-size 7 >other.sh
begin other.sh
scancel "${arrays[0]}_6"
check 'the merge ends' ended "$merge" 1 60
check 'it was queued again once' is 1 "$(field "$merge" Restarts)"

if [ "$failed" -ne 0 ]; then
    printf '\nThe end of the logs\n'
    tail -n 20 "$dir"/log/* ./*shards/logs/merge*
fi
close "$failed"
[ "$failed" -eq 0 ]
