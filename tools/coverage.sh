#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# "make coverage": runs the unit and the integration tests on a build with --enable-coverage, whose
# programs add up what they count, and asks gcovr.  Fails under 90 % of the lines or 80 % of the
# branches of lib and cgi, and if a branch of what must never fail was not taken: sending, leases,
# whose chat it is, who may do what, and the guards of answers.
#
# Not counted: branches of assert, which say what cannot be, and ends for want of memory.
#
# usage: coverage.sh SOURCES BUILD

set -uo pipefail

top=$(realpath "$1") build=$(realpath "$2")
not_counted='^\s*(assert\(|.*\babort\(\))'
every='(lib/core/(outbox|outbox_look|ownership|owner|guard|contact|contact_links|contact_numbers)'
every+='|lib/store/(outbox|job|session)|cgi/shared/(crew_job|gate|identity))\.c'

cd "$build" || exit
find . -name '*.gcda' -delete
make -j"$(nproc)" check </dev/null || exit
(cd "$top" && PRILAVOK_BUILD=$build exec /usr/bin/python3 -m pytest -q -p no:cacheprovider \
	-n "$(nproc)" --dist loadfile --ignore tests/integration/test_quickstart.py \
	tests/integration </dev/null)
tests=$?

report=(gcovr --root "$top" --exclude-unreachable-branches
	--exclude-branches-by-pattern "$not_counted" --exclude-lines-by-pattern '.*\babort\(\)')
mkdir -p coverage
"${report[@]}" --object-directory . --filter "$top/lib/" --filter "$top/cgi/" \
	--json coverage/all.json . || exit
"${report[@]}" -a coverage/all.json --html-details coverage/index.html --branches \
	--fail-under-line 90 --fail-under-branch 80 --print-summary
status=$?
"${report[@]}" -a coverage/all.json --branches --filter "$top/$every" --fail-under-branch 100
exit $((status | $? | tests))
