# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # a part of quickstart: they share variables
#
# Services: one process group each, with a pid file in $run and a log in $var/log.  quickstart
# starts them, looks at them five times a second and starts the dead again.

# Looks at process $1; sets state, group and birth (ticks since boot) of the caller.
look_at() {
	local stat

	{ read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
	# shellcheck disable=SC2086 # the words are wanted
	set -- ${stat##*) }
	state=$1 group=$3 birth=${20}
}

write_pid() {
	local state group birth

	look_at "$2" && say "$2 $birth $(</proc/sys/kernel/random/boot_id)" >"$run/$1.new" &&
		mv "$run/$1.new" "$run/$1.pid"
}

# Sets members to what lives of service $1.  It leads a process group, which may outlive it; the
# number in its pid file may by now be somebody else's, which the birth and the boot tell.
find_members() {
	local pid born boot process state group birth

	members=()
	{ read -r pid born boot <"$run/$1.pid"; } 2>/dev/null || return 0
	[[ $boot == "$(</proc/sys/kernel/random/boot_id)" ]] || return 0
	! look_at "$pid" || [[ $birth == "$born" ]] || return 0
	for process in /proc/[0-9]*; do
		process=${process#/proc/}
		look_at "$process" || continue
		[[ $group != "$pid" || $state == [ZX] ]] || members+=("$process")
	done
}

# signal_service SIGNAL NAME: to everything that is left of it; fails when that is nothing.
signal_service() {
	local -a members

	find_members "$2"
	((${#members[@]} > 0)) && kill "-$1" "${members[@]}" 2>/dev/null
}

# stop_services NAME...: asks, waits ten seconds, insists.
stop_services() {
	local name signal turn left

	for name; do
		signal=TERM
		[[ $name != nginx ]] || signal=QUIT
		[[ $name != apache ]] || signal=WINCH
		signal_service "$signal" "$name"
	done
	for ((turn = 0; turn < 120; turn++)); do
		left='' signal=0
		((turn < 100)) || signal=KILL
		for name; do signal_service "$signal" "$name" && left=yes; done
		[[ $left ]] || return 0
		sleep 0.1
	done
}

declare -A pids=() started=() # started: when, in microseconds; in the future during a pause

# Not more than one start a second.  The pause is the new process's own, so that nobody waits for it.
start_service() {
	local now=${EPOCHREALTIME/[.,]/} at=${started[$1]:-0} pause
	local -a command

	if ((now >= at)); then
		at=$((at + 1000000 > now ? at + 1000000 : now))
	fi
	started[$1]=$at
	printf -v pause '%d.%06d' $(((at - now) / 1000000)) $(((at - now) % 1000000))
	service_command "$1"
	# shellcheck disable=SC2016 # for sh to expand
	PATH=$PATH:/usr/sbin setsid sh -c 'sleep "$1"; shift; exec "$@"' sh "$pause" "${command[@]}" \
		</dev/null >>"$var/log/$1.log" 2>&1 6>&- 9>&- &
	pids[$1]=$!
	write_pid "$1" "${pids[$1]}"
}

# Whatever is left of a dead service goes before it starts anew.
revive() {
	local status=0

	wait "${pids[$1]}" || status=$?
	signal_service KILL "$1"
	start_service "$1"
	log WARNING process.restarted "$1" "$status"
}

# A wait that starts no process: nobody ever writes into this pipe.
exec 6<> <(:)
short_wait() { read -rt 0.2 -u 6; }

# The programs append to their logs, so a copy and a cut will do.
cut_logs() {
	# shellcheck disable=SC2016 # for sh to expand
	find "$var/log" -name '*.log' -size +20M -exec sh -c 'cp "$1" "$1.old" && : >"$1"' sh {} \;
}

supervise() {
	local name turn

	for ((turn = 0; ; turn++)); do
		short_wait
		((turn % 1000)) || cut_logs
		for name in "${!pids[@]}"; do
			kill -0 "${pids[$name]}" 2>/dev/null || revive "$name"
		done
	done
}

# wait_for WHAT COMMAND...: until it succeeds; a service that dies at this stage ends the start.
wait_for() {
	local what=$1 name turn
	shift

	for ((turn = 0; turn < 300; turn++)); do
		! "$@" || return 0
		short_wait
		for name in "${!pids[@]}"; do
			kill -0 "${pids[$name]}" 2>/dev/null || give_up "$name has ended" "$name"
		done
	done
	give_up "$what does not answer" "$what"
}

# give_up WHAT LOG
give_up() {
	local log=$var/log/$2.log errors

	errors=$(grep -aE 'ERROR|CRITICAL' "$log" | tail -n 15)
	printf 'quickstart: %s; %s says:\n%s\n' "$1" "$log" "${errors:-$(tail -n 15 "$log")}" >&2
	exit 1
}
