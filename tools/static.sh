#!/bin/sh
# SPDX-License-Identifier: MIT
# What the browser gets, for make:
#
#   static.sh packages SOURCE OUT          front-end packages: from a release tarball, else by npm
#   static.sh files SOURCE PACKAGES OUT    hashed files, and assets.hdf with their paths
#
# OUT of the first has <package>/LICENSE and the files used.  In the second each SOURCE/<name>.js and
# .svg becomes <name>.<hash>.<ending> and Asset.<Name>; SOURCE/css/*.css become Asset.Css.  Names of
# the simulator's own files (sim*) keep as they are: it serves them itself.
set -eu

die() {
	echo "static.sh: $*" >&2
	exit 1
}

# --- packages

fetch() {
	command -v npm >/dev/null || die "npm is missing, which fetches the front-end packages.
	On Debian: apt-get install nodejs npm.  Without network: build a release tarball (make dist),
	which brings them along."
	rm -rf "$2/npm"
	mkdir -p "$2/npm"
	cp "$1/package.json" "$1/package-lock.json" "$1/.npmrc" "$2/npm"
	(cd "$2/npm" && npm ci --ignore-scripts --no-bin-links) || die "npm could not fetch the front-end packages.
	What it said stands above.  Behind a proxy: export HTTPS_PROXY=http://host:port.  With a mirror:
	npm config set registry URL.  Without network: build a release tarball (make dist), which brings
	them along."
	mkdir -p "$2/htmx.org"
	cp "$2/npm/node_modules/htmx.org/LICENSE" "$2/npm/node_modules/htmx.org/package.json" \
		"$2/npm/node_modules/htmx.org/dist/htmx.min.js" "$2/htmx.org"
	rm -rf "$2/npm"
}

packages() {
	rm -rf "$2"
	mkdir -p "$2/htmx.org"
	if [ -d "$1/packages" ]; then
		cp "$1/packages/htmx.org/"* "$2/htmx.org"
	else
		fetch "$1" "$2"
	fi
	: >"$2/stamp"
}

# --- files

# publish FILE NAME.ENDING: with its hash into OUT, and into the map
publish() {
	name=${2%.*}
	key=$(printf '%.1s' "$name" | tr '[:lower:]' '[:upper:]')${name#?}
	[ "${2##*.}" != css ] || key=Css
	hashed=$name.$(sha256sum <"$1" | cut -c 1-12).${2##*.}
	! grep -q "^$key = " "$out/assets.new" || die "two files for Asset.$key"
	cp "$1" "$out/$hashed"
	chmod 644 "$out/$hashed"
	echo "$key = /static/$hashed" >>"$out/assets.new"
}

# The order of the cascade: what all pages share first, pages after it.
css() {
	for part in tokens base frame parts forms; do cat "$1/css/$part.css"; done
	for part in "$1"/css/*.css; do
		case ${part##*/} in
		tokens.css | base.css | frame.css | parts.css | forms.css) ;;
		*) cat "$part" ;;
		esac
	done
}

# What an earlier build has left.
sweep() {
	for file in "$out"/*; do
		case ${file##*/} in
		assets.hdf) ;;
		*) grep -q "/${file##*/}\$" "$out/assets.hdf" || rm -f "$file" ;;
		esac
	done
}

files() {
	out=$3
	mkdir -p "$out"
	: >"$out/assets.new"
	css "$1" >"$out/css.new"
	publish "$out/css.new" prilavok.css
	publish "$2/htmx.org/htmx.min.js" htmx.js
	for file in "$1"/*.js "$1"/*.svg; do
		case ${file##*/} in
		sim*) ;;
		*) publish "$file" "${file##*/}" ;;
		esac
	done
	mv "$out/assets.new" "$out/assets.hdf"
	sweep
}

LC_ALL=C
export LC_ALL
case ${1-}$# in
packages3 | files4) "$@" ;;
*) die "see its first lines" ;;
esac
