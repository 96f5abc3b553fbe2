#!/bin/sh
# SPDX-License-Identifier: MIT
# "make dist" packs every file of the repository, except those below; and nothing that git does not
# know, except what autoreconf makes.  Runs in a build directory; skipped outside a checkout.
#
# usage: check-dist.sh [source folder]
set -u
top=$(cd "${1:-${srcdir:-.}}" && pwd -P) || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

not_packed='^(\.ci/|\.gitignore$)'
made='^(Makefile\.in|aclocal\.m4|config\.h\.in|configure|build-aux/[a-z-]+)$'

if [ "$(git -C "$top" rev-parse --show-toplevel 2>/dev/null)" != "$top" ]; then
	echo "SKIP: $top is no checkout, or there is no git"
	exit 77
fi
git -C "$top" ls-files >"$work/known" || exit 2
# What a caller's make has left in the environment is not meant for this one.
env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL "${MAKE:-make}" -s dist-list >"$work/list" || exit 2
grep -q . "$work/list" || { echo "make dist packs nothing" >&2; exit 2; }

grep -vE "$not_packed" "$work/known" | sort -u >"$work/wanted"
grep -vE "$made" "$work/list" | sort -u >"$work/packed"
comm -23 "$work/wanted" "$work/packed" | sed 's/$/: not packed by "make dist"/' >"$work/wrong"
comm -13 "$work/wanted" "$work/packed" | sed 's/$/: packed, but not in git/' >>"$work/wrong"
cat "$work/wrong"
[ ! -s "$work/wrong" ]
