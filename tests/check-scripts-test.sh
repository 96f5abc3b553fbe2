#!/bin/sh
# SPDX-License-Identifier: MIT
# Proves that the check-*.sh scripts let good files pass and refuse each bad line, by name.
#
# usage: check-scripts-test.sh [source folder]
set -u
here=$(cd "${1:-${srcdir:-.}}" && pwd)/tests || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failures=0

fail() {
	echo "FAIL: $*"
	failures=$((failures + 1))
}

# tree: an empty source tree with one good file of each kind
tree() {
	rm -rf "$work/tree"
	mkdir -p "$work/tree/lib/base" "$work/tree/lib/codec" "$work/tree/lib/io" \
		"$work/tree/lib/store" "$work/tree/lib/remote" "$work/tree/lib/core" \
		"$work/tree/cgi/shared" "$work/tree/cgi/ui" "$work/tree/cgi/api" \
		"$work/tree/templates/chat" "$work/tree/tests/unit"
	cat >"$work/tree/lib/core/turn.c" <<'C'
#include "core/turn.h"
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "remote/llm.h"
#include "store/chat.h"
/* strcpy(a, b) and "SELECT 1" in a comment,
   free(x) too */
static const char *text = "never call system(1) or free(2)", quote = '"';
static int operand(int x) { return arc4random(x) + my_free(x) + db_atoi(x); } // rand()
C
	cat >"$work/tree/lib/io/db.c" <<'C'
#include <mysql.h>
static const char *sql = "SELECT 1";
C
	cat >"$work/tree/lib/base/utf8.c" <<'C'
#include <utf8proc.h>
static void f(void *p) { free(p); }
C
	echo '#include "store/chat.h"' >"$work/tree/cgi/ui/ui.h"
	printf '%s\n' '#include "ui.h"' '#include "shared/page.h"' '#include "core/turn.h"' \
		>"$work/tree/cgi/ui/main.c"
	cat >"$work/tree/templates/chat/show.cs" <<'CS'
<?cs # Reads Chat.Title.  Never uvar: or style= here. ?>
<?cs include!"layout.cs" ?>
<p title="a style=b onclick=c > d" class="<?cs var:Chat.Class ?>">2 > 1, don't<?cs var:url_escape(X) ?></p>
<a href="/a?q=<?cs var:url_escape(Q) ?>&amp;b=<?cs var:A + B ?>"><?cs if:X == "+" ?>one=1<?cs /if ?></a>
<script src="/static/<?cs var:Page.Script ?>" defer></script>
CS
}

# refuses SCRIPT FILE LINE: the line, added to the file, makes the script fail and name it
refuses() {
	script=$1 file=$2
	tree
	printf '%b\n' "$3" >>"$work/tree/$file"
	if output=$("$here/$script" "$work/tree" 2>&1); then
		fail "$script accepts in $file: $3"
	elif ! echo "$output" | grep -q "^$file:[0-9]*: "; then
		fail "$script does not name $file: $3: $output"
	fi
}

# accepts SCRIPT FILE LINE
accepts() {
	script=$1 file=$2
	tree
	printf '%b\n' "$3" >>"$work/tree/$file"
	output=$("$here/$script" "$work/tree" 2>&1) || fail "$script refuses in $file: $3: $output"
}

for script in check-layers.sh check-banned.sh check-templates.sh; do
	tree
	output=$("$here/$script" "$work/tree" 2>&1) || fail "$script refuses good files: $output"
	mkdir -p "$work/empty"
	"$here/$script" "$work/empty" >/dev/null 2>&1 && fail "$script accepts an empty folder"
done

refuses check-layers.sh lib/base/err.c '#include "codec/json.h"'
refuses check-layers.sh lib/codec/form.c '#include "io/db.h"'
refuses check-layers.sh lib/io/http.c '#include "store/chat.h"'
refuses check-layers.sh lib/store/chat.c '#include "remote/avito.h"'
refuses check-layers.sh lib/remote/avito.c '  #  include "store/chat.h"'
refuses check-layers.sh lib/core/turn.c '#include "shared/page.h"'
refuses check-layers.sh lib/core/turn.c '#include "turn.h"'
refuses check-layers.sh lib/core/turn.c '#include "../base/mem.h"'
refuses check-layers.sh lib/core/turn.c '#include "core/../io/db.h"'
refuses check-layers.sh cgi/api/main.c '#include "ui/ui.h"'
refuses check-layers.sh cgi/ui/main.c '#include "nosuch.h"'
refuses check-layers.sh lib/store/chat.c '#include <mysql.h>'
refuses check-layers.sh cgi/ui/main.c '#include <fcgiapp.h>'
refuses check-layers.sh lib/io/fcgi.c '#include <fcgi_stdio.h>'
refuses check-layers.sh lib/remote/avito.c '#include <curl/curl.h>'
refuses check-layers.sh lib/core/turn.h '#include <json-c/json.h>'
refuses check-layers.sh lib/io/db.c '#include <sodium.h>'
refuses check-layers.sh lib/base/log.c '#include <glib.h>'
refuses check-layers.sh lib/base/str.c '#include <talloc.h>'
accepts check-layers.sh lib/codec/url.c '#include <curl/curl.h>'
accepts check-layers.sh lib/io/http.c '#include <curl/curl.h>'
accepts check-layers.sh cgi/api/main.c '#include "api/api.h"'

for call in 'sprintf(a, b)' 'strcpy(a, b)' 'strcat(a, b)' 'strncpy(a, b, 1)' 'strtok(a, b)' \
	'atoi(a)' 'atol (a)' 'gmtime(&t)' 'localtime(&t)' 'rand()' 'alloca(1)' 'gets(a)' \
	'system(a)'; do
	refuses check-banned.sh lib/core/turn.c "\\tx = $call;"
	refuses check-banned.sh lib/base/err.c "$call;"
	refuses check-banned.sh tests/unit/test_x.c "/* why */ $call;"
done
for call in 'malloc(1)' 'calloc(1, 1)' 'realloc(a, 1)' 'free(a)' 'strdup(a)'; do
	refuses check-banned.sh lib/codec/form.c "\\t$call;"
	refuses check-banned.sh cgi/ui/main.c "(void)$call;"
	accepts check-banned.sh lib/base/mem.c "\\t$call;"
done
refuses check-banned.sh lib/core/turn.c 'x = "a \\" b"; free(x);'
refuses check-banned.sh lib/core/turn.c "x = '\"'; free(x);"
refuses check-banned.sh lib/core/turn.c 'q("SELECT id FROM chat");'
refuses check-banned.sh cgi/ui/main.c 'q("INSERT INTO chat (id) VALUES (1)");'
refuses check-banned.sh lib/remote/avito.c 'q("UPDATE chat SET id = 1");'
refuses check-banned.sh lib/codec/form.c 'q("DELETE FROM chat");'
accepts check-banned.sh lib/store/chat.c 'q("DELETE FROM chat");'
accepts check-banned.sh lib/core/turn.c '/* "DELETE FROM chat" */'
refuses check-banned.sh lib/core/turn.c '#include "io/http.h"'
refuses check-banned.sh lib/core/turn.h '#include "io/fcgi.h"'
accepts check-banned.sh lib/remote/avito.c '#include "io/http.h"'
accepts check-banned.sh lib/core/turn.c '#include "io/db.h"'

for command in 'alt:X' 'uvar:X' 'evar:X' 'lvar:X' 'linclude:X' 'linclude!X' 'ALT:X' \
	'include:"x.cs"' 'include:X' 'include!X' 'include!"a" + X' 'escape:"none"' \
	'var:html_escape(X) + Y' 'var:"/a?q=" + url_escape(X)' 'set:Form.A = js_escape(X) +\n Y' 'set:Lang.A = X' 'set:row = X' \
	'if:X != ""' 'if:A && X.Y==""'; do
	refuses check-templates.sh templates/chat/show.cs "<?cs $command ?>"
	refuses check-templates.sh templates/chat/show.cs "<p>a<?cs\\n$command?>b</p>"
	refuses check-templates.sh templates/chat/show.cs "<?CS $command ?>"
done
refuses check-templates.sh templates/chat/show.cs '<script>alert(1)</script>'
refuses check-templates.sh templates/chat/show.cs '<SCRIPT defer\n>alert(1)</SCRIPT>'
refuses check-templates.sh templates/chat/show.cs '<script data-x="a src=b">alert(1)</script>'
refuses check-templates.sh templates/chat/show.cs '<style>p { color: red }</style>'
refuses check-templates.sh templates/chat/show.cs '<p style="color: red">'
refuses check-templates.sh templates/chat/show.cs '<p class="a"style=x>'
refuses check-templates.sh templates/chat/show.cs '<p\n\tSTYLE = "x">'
refuses check-templates.sh templates/chat/show.cs '<a title=">" onclick="x()">'
refuses check-templates.sh templates/chat/show.cs '<body <?cs if:X ?>onload="x"<?cs /if ?>>'
refuses check-templates.sh templates/chat/bare.cs '<p>no comment</p>'
refuses check-templates.sh templates/chat/bare.cs '\n<?cs # too late ?>'
accepts check-templates.sh templates/chat/show.cs 'style="x" onclick="y" in text < z'

# The line that is named is the line that is wrong.
tree
printf 'one\n<?cs var:A ?>\n<?cs if:X\n?>two<?cs /if ?><p style="x">\n' \
	>>"$work/tree/templates/chat/show.cs"
"$here/check-templates.sh" "$work/tree" | grep -q '^templates/chat/show.cs:9: inline style' ||
	fail "check-templates.sh names another line"

# packs FILES STATUS: what check-dist.sh answers in a repository of a.c and b.c
packs() {
	tree
	(
		cd "$work/tree" && git init -q . && touch a.c b.c configure && git add a.c b.c &&
			printf 'dist-list:\n\t@printf "%%s\\n" %s\n' "$1" >Makefile &&
			"$here/check-dist.sh" . >/dev/null 2>&1
	)
	[ $? -eq "$2" ] || fail "check-dist.sh: $1 does not give $2"
}

if command -v git >/dev/null; then
	packs 'a.c b.c configure' 0
	packs 'a.c configure' 1
	packs 'a.c b.c c.c' 1
	packs '' 2
fi

# built STATUS FLAG...: what check-hardening.sh answers to a program built with all flags, but for
# these, which come last.
flags='-g -O2 -fPIE -fstack-protector-strong -fstack-clash-protection'
[ "$(uname -m)" != x86_64 ] || flags="$flags -fcf-protection"
built() {
	status=$1
	shift
	# shellcheck disable=SC2086 # they are several
	(
		cd "$work/bin" && echo "PRILAVOK_CFLAGS = $flags" >Makefile &&
			cc $flags -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -pie -Wl,-z,relro,-z,now \
				"$@" -o prilavok main.c &&
			"$here/check-hardening.sh" >/dev/null 2>&1
	)
	[ $? -eq "$status" ] || fail "check-hardening.sh: $* does not give $status"
}

if command -v cc >/dev/null && command -v readelf >/dev/null; then
	mkdir "$work/bin"
	cat >"$work/bin/main.c" <<'C'
#include <stdio.h>
int main(int argc, char **argv)
{
	char text[64];

	snprintf(text, sizeof(text), "%d %s", argc, argv[0]);
	return puts(text) < 0;
}
C
	built 0
	built 1 -fno-PIE -no-pie
	built 1 -Wl,-z,lazy
	built 1 -Wl,-z,norelro
	built 1 -Wl,-z,execstack
	built 1 -Wl,-rpath,/tmp
	built 1 -fno-stack-protector
	built 1 -U_FORTIFY_SOURCE
	built 1 -fno-stack-clash-protection
fi
if [ -d "$work/bin" ] && [ "$(uname -m)" = x86_64 ]; then
	built 1 -fcf-protection=none
	for pads in full none; do
		echo 'int one;' | cc -fcf-protection=$pads -c -x c -o "$work/bin/$pads.o" - &&
			ar cr "$work/bin/libpads.a" "$work/bin/$pads.o"
		if [ $pads = full ]; then built 0; else built 1; fi
	done
fi

[ "$failures" -eq 0 ] && echo "every check can fail"
exit $((failures > 0))
