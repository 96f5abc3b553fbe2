#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# "make sanitize": all tests on programs with AddressSanitizer and UndefinedBehaviorSanitizer.
# "make race": the unit tests and those in which threads meet (the worker, as a service and embedded,
# and the webhook) with ThreadSanitizer.  "make memcheck": the unit tests under valgrind.
#
# Fails when a test fails, and when anything was reported at all: most programs end unseen.  What is
# silenced is in libraries of others: tests/*.supp.
#
# usage: sanitize.sh sanitize|race|memcheck SOURCES BUILD     BUILD configured for that

set -uo pipefail

action=$1 top=$(realpath "$2") build=$(realpath "$3")
reports=$build/reports
races=(modes races reply send webhook connect canary ui_account ui_live)

# unit_tests NAME=VALUE...: on the build, with variables of make
unit_tests() {
	local programs

	programs=$(sed -n 's|^check_PROGRAMS += \(tests/unit/.*\)|\1|p' "$top/tests/local.mk" | tr '\n' ' ')
	make -C "$build" -j"$(nproc)" check check_DATA= TESTS= >/dev/null </dev/null &&
		make -C "$build" -j"$(nproc)" check check_DATA= TESTS="$programs" VERBOSE=1 "$@" </dev/null || status=1
}

integration_tests() {
	(cd "$top" && PRILAVOK_BUILD=$build exec /usr/bin/python3 -m pytest -q -p no:cacheprovider \
		-n "$(nproc)" --dist loadfile "$@" </dev/null) || status=1
}

# Where processes may not trace each other, leaks cannot be looked for.
find_leaks() {
	"$build/prilavok" --version 2>&1 | grep -q 'LeakSanitizer has encountered' || return 0
	echo "sanitize: SKIPPED: leaks; this machine does not let LeakSanitizer look" >&2
	ASAN_OPTIONS+=:detect_leaks=0
}

sanitize() {
	export UBSAN_OPTIONS=print_stacktrace=1 LSAN_OPTIONS=print_suppressions=0
	export ASAN_OPTIONS=print_cmdline=1:detect_stack_use_after_return=1:strict_string_checks=1
	find_leaks
	UBSAN_OPTIONS+=:log_path=$reports/undefined ASAN_OPTIONS+=:log_path=$reports/address
	unit_tests
	integration_tests --ignore tests/integration/test_quickstart.py tests/integration
}

race() {
	export TSAN_OPTIONS=second_deadlock_stack=1:history_size=4
	# Some kernels put programs where ThreadSanitizer wants its own memory.
	if [[ ! ${in_order-} ]] && "$build/prilavok" --version 2>&1 | grep -q 'unexpected memory mapping'; then
		in_order=yes exec setarch "$(uname -m)" -R "$0" "$action" "$top" "$build"
	fi
	TSAN_OPTIONS+=:log_path=$reports/thread
	unit_tests
	races=("${races[@]/#/tests/integration/test_}")
	integration_tests "${races[@]/%/.py}"
}

memcheck() {
	ulimit -c 0 # valgrind would put the cores of tests of abort beside its reports
	unit_tests LOG_COMPILER=valgrind LOG_FLAGS="-q --error-exitcode=99 --leak-check=full \
		--errors-for-leak-kinds=definite --show-leak-kinds=definite --num-callers=30 \
		--suppressions=$top/tests/valgrind.supp --log-file=$reports/valgrind.%p"
}

rm -rf "$reports"
mkdir -p "$reports" || exit
status=0
case $action in
sanitize) sanitize ;;
race) race ;;
memcheck) memcheck ;;
*) exit 2 ;;
esac
find "$reports" -type f -empty -delete
for report in "$reports"/*; do
	[[ ! -f $report ]] || {
		status=1
		cat "$report"
	}
done
exit $status
