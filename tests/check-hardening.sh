#!/bin/sh
# SPDX-License-Identifier: MIT
# Proves on the built programs what configure asks for: position independent, full RELRO, no
# executable stack or text, no text relocations, no search path; a canary, fortified calls, landing
# pads for indirect jumps and a shadow stack (x86_64); and each of our files compiled with the flags
# that leave no mark of their own (the debug data name them).
# Prints what is missing; exit 1 if anything is, 77 for a build that is not for use.
#
# usage: check-hardening.sh [build folder]
set -u
cd "${1:-.}" || exit 2
bad=0

complain() {
	echo "$*"
	bad=1
}

[ -f Makefile ] || { echo "check-hardening: nothing is built here" >&2; exit 2; }
if grep -qE '^PRILAVOK_CFLAGS = .*(-fsanitize=|--coverage)' Makefile; then
	echo "check-hardening: sanitizers and coverage leave out the hardening"
	exit 77
fi

# What configure found that this compiler knows; on these two machines it knows all of it.
wanted=$(sed -n 's/^PRILAVOK_CFLAGS = //p' Makefile | tr ' ' '\n' |
	grep -E '^-(fstack-|fcf-protection|ftrivial-auto-var-init|fno-delete-null|fno-strict-overflow|fPIE)')
pads=
case $(uname -m) in
x86_64) pads=yes must='-fstack-protector-strong -fPIE -fstack-clash-protection -fcf-protection' ;;
*) must='-fstack-protector-strong -fPIE' ;;
esac
for flag in $must; do
	echo "$wanted" | grep -qx -e "$flag" || complain "configure: without $flag"
done

# The calls with a fortified twin that the compiler always prefers.
plain='(printf|fprintf|vprintf|vfprintf|vsnprintf)'

check_file() {
	readelf -Wh "$1" | grep -q 'Type:.*DYN' || complain "$1: not position independent"
	dynamic=$(readelf -Wd "$1")
	echo "$dynamic" | grep -q 'FLAGS_1.*PIE' || complain "$1: not position independent"
	echo "$dynamic" | grep -q 'FLAGS.*NOW' || complain "$1: RELRO is not full"
	echo "$dynamic" | grep -qE '\((TEXTREL|RPATH|RUNPATH)\)' &&
		complain "$1: text relocations or a search path"
	segments=$(readelf -Wl "$1")
	echo "$segments" | grep -q GNU_RELRO || complain "$1: no RELRO"
	echo "$segments" | grep GNU_STACK | grep -q 'RW ' || complain "$1: executable stack"
	echo "$segments" | grep LOAD | grep -q 'RWE' && complain "$1: writable code"
	symbols=$(readelf -W --dyn-syms "$1")
	echo "$symbols" | grep -q __stack_chk_fail || complain "$1: no canary"
	echo "$symbols" | grep -qE '_chk(@|$)' || complain "$1: nothing is fortified"
	[ "$pads" ] || return
	# Nothing is found in a program that is stripped.
	objdump -d --disassemble=main "$1" | sed -n '/<main>:/{n;p;}' | grep -qv endbr64 &&
		complain "$1: no landing pads"
}

# check_producers PROGRAM: how each of its files was compiled.
check_producers() {
	producers=$(readelf --debug-dump=info --dwarf-depth=1 "$1" 2>/dev/null |
		sed -n 's/.*DW_AT_producer.*: \(GNU C\)/\1/p')
	[ -n "$producers" ] || return 0 # stripped, or of another compiler
	for flag in $wanted; do
		echo "$producers" | grep -qv -e "$flag" && complain "$1: a file without $flag"
	done
}

# check_marks LIBRARY: each member has landing pads and takes a shadow stack.
check_marks() {
	marked=$(readelf -Wn "$1" 2>/dev/null | grep -c 'IBT, SHSTK')
	[ "$marked" -eq "$(ar t "$1" | wc -l)" ] || complain "$1: a member has no landing pads"
}

check_objects() {
	for object in "$@"; do
		nm -u "$object" 2>/dev/null | grep -E " $plain\$" | while read -r _ name; do
			echo "$object: $name is not fortified"
		done
	done
}

found=
for program in prilavok prilavok-worker ./*.fcgi; do
	[ -f "$program" ] || continue
	found=$program
	check_file "$program"
	check_producers "$program"
done
[ "$found" ] || { echo "check-hardening: no programs here" >&2; exit 2; }
for library in lib*.a; do
	[ ! -f "$library" ] || [ -z "$pads" ] || check_marks "$library"
done
unfortified=$(check_objects lib*.a)
[ -z "$unfortified" ] || complain "$unfortified"
exit $bad
