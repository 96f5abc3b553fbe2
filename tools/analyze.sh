#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# "make analyze": cppcheck, gcc -fanalyzer, clang-tidy and scan-build over the programs and the
# simulator.  Prints what they find; exit 1 if that is anything.  A finding that is none is
# silenced where it stands, with the reason.
#
# usage: analyze.sh SOURCES FLAG...     in a build folder that is configured; flags of the compiler

set -uo pipefail

top=$1
shift
flags=() macros=()
for flag; do
	case $flag in
	-Werror | -O* | -ftrivial-auto-var-init=*) ;; # the last would hide what is not set
	*) flags+=("$flag") ;;
	esac
	[[ $flag != -[DI]* ]] || macros+=("$flag")
done
mapfile -t files < <(find "$top/lib" "$top/cgi" "$top/tests/sim" -name '*.c' | sort)
found=0

# report NAME LOG: the findings of one of them
report() {
	local count

	count=$(grep -cE ': (warning|(fatal )?error|style|performance|portability):' "$2")
	printf '%-14s %s findings in %s files\n' "$1" "$count" "${#files[@]}"
	((count == 0)) || {
		found=1
		cat "$2"
	}
}

# each COMMAND...: the command with each file, as many at once as there are processors
each() { printf '%s\0' "${files[@]}" | xargs -0 -P "$(nproc)" -n 1 "$@" 2>&1; }

mkdir -p analyze || exit
# cppcheck does not read the headers of the system; these macros it must know.
queue=$(echo '#include <sys/queue.h>' | gcc -xc -M - | grep -oE '[^ ]+/sys/queue.h')
# Members are named by macros of io/db.h too; variables are declared where a function begins.
cppcheck --quiet --inline-suppr --std=c11 -j "$(nproc)" --template='{file}:{line}: {severity}: {message} [{id}]' \
	--enable=warning,performance,portability,style --include="$queue" \
	--suppress=unusedStructMember --suppress=variableScope --library=posix,gnu "${macros[@]}" "${files[@]}" >analyze/cppcheck.log 2>&1
report cppcheck analyze/cppcheck.log

each gcc "${flags[@]}" -O2 -fanalyzer -c -o /dev/null >analyze/gcc.log
report "gcc -fanalyzer" analyze/gcc.log

printf '%s\0' "${files[@]}" | xargs -0 -P "$(nproc)" -I{} \
	clang-tidy --quiet --config-file="$top/.clang-tidy" {} -- "${flags[@]}" -w 2>/dev/null >analyze/tidy.log
report clang-tidy analyze/tidy.log

# What it does not ask for by itself, but for wants of other languages.
more=()
for checker in optin.portability.UnixAPI security.FloatLoopCounter \
	security.insecureAPI.{bcmp,bcopy,bzero,rand,strcpy} valist.{CopyToSelf,Uninitialized,Unterminated}; do
	more+=(-enable-checker "$checker")
done
# Its exit status tells of bugs.  CC is the wrapper that it sets.
# shellcheck disable=SC2016 # for the inner shell
printf '%s\0' "${files[@]}" | scan-build --status-bugs -o analyze/scan --use-cc=clang \
	"${more[@]}" \
	xargs -0 -P "$(nproc)" -n 1 sh -c '"$CC" "$@" 2>&1' sh "${flags[@]}" -O2 -w -c -o /dev/null \
	>analyze/scan.log || found=1
tail -n 2 analyze/scan.log
exit $found
