#!/bin/sh
# SPDX-License-Identifier: MIT
# The manual pages tell the truth: prilavok.env(5) has every key of base/conf.c, under ACCEPTED just
# those that no program reads; prilavok(1) has every command of the command line.
#
# usage: check-manual.sh [source folder]
set -u
top=${1:-${srcdir:-.}}
status=0

wrong() {
	printf '%s\n' "$*" >&2
	status=1
}

page=$top/man/prilavok.env.5
accepted=$(sed -n '/^\.SH ACCEPTED/,/^\.SH SEE/p' "$page")
keys=$(sed -n '/known_keys\[\] = {/,/NULL/p' "$top/lib/base/conf.c" | grep -o '"[A-Z0-9_]*"' | tr -d '"')
[ -n "$keys" ] || wrong "no keys found in base/conf.c"

for key in $keys; do
	grep -qw -- "$key" "$page" || wrong "prilavok.env.5: $key is missing"
	used=$(find "$top/lib" "$top/cgi" -name '*.c' ! -path '*/base/conf.c' -exec grep -lw "\"$key\"" {} +)
	if printf '%s\n' "$accepted" | grep -qw -- "$key"; then
		[ -z "$used" ] || wrong "prilavok.env.5: $key is read by $used"
	else
		[ -n "$used" ] || wrong "prilavok.env.5: $key has no effect"
	fi
done
unknown=$(grep -ow '[A-Z][A-Z0-9]*_[A-Z0-9_]*' "$page" | grep -vx PRILAVOK_ENV | grep -vxF "$keys")
[ -z "$unknown" ] || wrong "prilavok.env.5: no program knows $unknown"

commands=$(sed -n '/^const struct command commands/,/^};/p' "$top/cgi/cli/main.c" |
	sed -n 's/^\t{ "\([a-z]*\)",.*/\1/p' | sort)
sections=$(sed -n '/^\.SH COMMANDS/,/^\.SH EXIT/s/^\.SS //p' "$top/man/prilavok.1" | sort)
[ -n "$commands" ] || wrong "no commands found in cli/main.c"
[ "$commands" = "$sections" ] || wrong "prilavok.1 describes: $sections; there are: $commands"

exit $status
