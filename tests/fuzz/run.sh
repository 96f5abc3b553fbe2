#!/bin/bash
# SPDX-License-Identifier: MIT
# Runs the targets of libFuzzer that "make" has built in tests/fuzz/bin of this directory: without an
# argument a fixed number of inputs with a fixed seed, so that two runs do the same; else so many
# seconds each, kept in FUZZ_CORPUS.  An input that breaks something is left in tests/fuzz/failed.
#
# usage: [FUZZ_TARGETS="json url"] [FUZZ_CORPUS=DIR] run.sh [seconds]
set -u
here=$(cd "$(dirname "$0")" && pwd -P)
bin=tests/fuzz/bin failed=tests/fuzz/failed
seconds=${1:-}
corpus=${FUZZ_CORPUS:-${XDG_CACHE_HOME:-$HOME/.cache}/prilavok-fuzz}

# How many inputs of "check" take about a second: those that read much text are slow.
inputs_of() {
	case $1 in
	contact | knowledge) echo 300 ;;
	answer | markup | model | search) echo 2000 ;;
	*) echo 10000 ;;
	esac
}

run_target() {
	local name=$1 work log
	local -a options=(-print_final_stats=1 -timeout=60 -rss_limit_mb=700 -malloc_limit_mb=64
		-max_len=4096 -artifact_prefix="$failed/$name-")

	work=$(mktemp -d) || return 1
	log=$work/log
	if [[ $seconds ]]; then
		mkdir -p "$corpus/$name"
		options+=(-max_total_time="$seconds" "$corpus/$name")
	else
		mkdir "$work/corpus"
		# What is compared would be tried too: pointers among it, which differ from run to run.
		options+=(-seed=1 -use_cmp=0 -runs="$(inputs_of "$name")" "$work/corpus")
	fi
	[[ ! -f $here/$name.dict ]] || options+=(-dict="$here/$name.dict")
	# Some containers do not let a program look for leaks in itself; fuzz.c counts what is left.
	ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=16 \
		"$bin/$name" "${options[@]}" "$here/seeds/$name" >"$log" 2>&1
	case $? in
	0) sed -n "s/^stat::number_of_executed_units: */$name: inputs /p" "$log" ;;
	*)
		sed -n "/does not hold\|runtime error\|==ERROR\|ERROR: /,\$s/^/$name: /p" "$log" | head -n 40
		touch "$failed/.any"
		;;
	esac
	rm -rf "$work"
}

read -ra targets <<<"${FUZZ_TARGETS-}"
if ((${#targets[@]} == 0)); then
	for file in "$here"/*.c; do
		name=$(basename "$file" .c)
		[[ $name == @(fuzz|http) ]] || targets+=("$name")
	done
fi
if [[ ! -x $bin/${targets[0]} ]]; then
	echo "SKIP: not built: there is no clang with libFuzzer (clang, libclang-rt-*-dev)"
	exit 77
fi
rm -rf "$failed"
mkdir -p "$failed"
export -f run_target inputs_of
export here bin failed seconds corpus
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} bash -c 'run_target {}'
[[ ! -e $failed/.any ]]
