#!/bin/sh
# SPDX-License-Identifier: MIT
# What must not stand in our C: functions without bounds or with hidden state, malloc and free
# outside lib/base, SQL outside lib/store and lib/io, HTTP in lib/core.  Comments do not count.
# Prints the lines; exit 1 if there are any.
#
# usage: check-banned.sh [source folder]
set -u
cd "${1:-${srcdir:-.}}" || exit 2
found=$(find lib cgi tests -name '*.[ch]' 2>/dev/null | sort)
[ -n "$found" ] || { echo "check-banned: no sources here" >&2; exit 2; }

# shellcheck disable=SC2086 # names of sources have no blanks
LC_ALL=C awk '
BEGIN {
	word = "(^|[^A-Za-z0-9_])"
	banned = word "(sprintf|vsprintf|strcpy|stpcpy|strcat|strncpy|strncat|strtok|atoi|atol|" \
		"atoll|atof|gmtime|localtime|ctime|asctime|rand|srand|random|alloca|gets|system|" \
		"tmpnam|mktemp)[ \t]*[(]"
	heap = word "(malloc|calloc|realloc|reallocarray|free|strdup|strndup|asprintf|" \
		"vasprintf)[ \t]*[(]"
	sql = "\"[^\"]*(SELECT |INSERT INTO|REPLACE INTO|UPDATE .* SET|DELETE FROM)"
	http = "^[ \t]*#[ \t]*include[ \t]*[\"<](io/http|io/fcgi|io/tmpl|curl/)"
}

function complain(why) {
	printf "%s:%d: %s: %s\n", FILENAME, FNR, why, $0
	bad = 1
}

# The line without comments and, if asked, without the insides of strings and characters.
# in_comment lives from line to line.
function code(line, keep_text,  out, i, c, quote) {
	out = ""
	quote = ""
	for (i = 1; i <= length(line); i++) {
		c = substr(line, i, 1)
		if (in_comment) {
			if (substr(line, i, 2) == "*/") {
				in_comment = 0
				i++
			}
		} else if (quote != "") {
			if (keep_text || c == quote)
				out = out c
			if (c == "\\") {
				i++
				if (keep_text)
					out = out substr(line, i, 1)
			} else if (c == quote) {
				quote = ""
			}
		} else if (substr(line, i, 2) == "/*") {
			in_comment = 1
			i++
		} else if (substr(line, i, 2) == "//") {
			break
		} else {
			if (c == "\"" || c == "\047")
				quote = c
			out = out c
		}
	}
	return out
}

FNR == 1 { in_comment = 0 }

{
	was_in_comment = in_comment
	bare = code($0, 0)
	in_comment = was_in_comment
	full = code($0, 1)
	if (bare ~ banned)
		complain("banned function")
	if (FILENAME !~ /^(lib\/base|tests)\// && bare ~ heap)
		complain("memory that is not talloc")
	if (FILENAME !~ /^(lib\/store|lib\/io|tests)\// && full ~ sql)
		complain("SQL outside lib/store")
	if (FILENAME ~ /^lib\/core\// && full ~ http)
		complain("HTTP in lib/core")
}

END { exit bad }
' $found
