#!/bin/sh
# SPDX-License-Identifier: MIT
# The order of the layers, proved from the include lines: a file includes headers of its own folder
# and of lower layers, written from the root of lib/ (or cgi/); a foreign header stands in the one
# module that wraps it.  Prints what breaks that; exit 1 if anything does.
#
# usage: check-layers.sh [source folder]
set -u
cd "${1:-${srcdir:-.}}" || exit 2
found=$(find lib cgi -name '*.[ch]' 2>/dev/null | sort)
[ -n "$found" ] || { echo "check-layers: no sources here" >&2; exit 2; }

# shellcheck disable=SC2086 # names of sources have no blanks
LC_ALL=C awk '
BEGIN {
	rank["base"] = 0; rank["codec"] = 1; rank["io"] = 2; rank["store"] = 3
	rank["remote"] = 3; rank["core"] = 4
	owner["mysql.h"] = "lib/io/db.c lib/io/db_fault.c lib/io/db_stmt.c"
	owner["mysqld_error.h"] = "lib/io/db_fate.c lib/io/db_fault.c"
	owner["errmsg.h"] = "lib/io/db.c lib/io/db_fate.c lib/io/db_fault.c"
	owner["fcgiapp.h"] = "lib/io/fcgi.c lib/io/fcgi_message.c"
	owner["fcgi_stdio.h"] = "nowhere"
	owner["ClearSilver.h"] = "lib/io/tmpl.c"
	owner["curl/curl.h"] = "lib/io/http.c lib/codec/url.c"
	owner["json-c/json.h"] = "lib/codec/json.c"
	owner["json.h"] = "lib/codec/json.c"
	owner["sodium.h"] = "lib/codec/secret.c"
	owner["utf8proc.h"] = "lib/base/utf8.c"
	owner["libstemmer.h"] = "lib/codec/stem.c"
	owner["glib.h"] = "lib/base/time.c"
	owner["talloc.h"] = "lib/base/mem.h"
}

function complain(why) {
	printf "%s:%d: %s: %s\n", FILENAME, FNR, why, $0
	bad = 1
}

function exists(path,  line, got) {
	got = (getline line < path) >= 0
	close(path)
	return got
}

# Our own header: written from which root, and of which layer?
function check_own(header,  mine, theirs) {
	split(FILENAME, path, "/")
	if (header == "config.h")
		return
	if (split(header, parts, "/") != 2) {
		if (path[1] == "lib" || !exists(path[1] "/" path[2] "/" header))
			complain("not written from the root")
		return
	}
	if (path[1] == "cgi" && (parts[1] == path[2] || parts[1] == "shared"))
		return
	if (!(parts[1] in rank)) {
		complain(path[1] == "lib" ? "not a layer of lib/" : "the folder of another program")
		return
	}
	if (path[1] == "cgi" || parts[1] == path[2])
		return
	mine = rank[path[2]]
	theirs = rank[parts[1]]
	if (theirs == mine)
		complain("store and remote do not know each other")
	else if (theirs > mine)
		complain("a higher layer")
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, quoted, "\"")
	check_own(quoted[2])
}

/^[ \t]*#[ \t]*include[ \t]*</ {
	header = $0
	sub(/^[^<]*</, "", header)
	sub(/>.*/, "", header)
	if (header in owner && index(" " owner[header] " ", " " FILENAME " ") == 0)
		complain("foreign header outside " owner[header])
}

END { exit bad }
' $found
