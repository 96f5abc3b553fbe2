#!/bin/sh
# SPDX-License-Identifier: MIT
# The browser tests: Debian's Chromium against the real programs.  Needs chromium, node and npm, and
# what the integration tests need.  Modules, and what a failed test leaves, go to the build directory.
#
# usage: tests/browser/run.sh [options of node, e.g. --test-name-pattern=inbox]
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
build=$(cd "${PRILAVOK_BUILD:-$here/../../build}" && pwd -P)
work=$build/browser

mkdir -p "$work"
if ! cmp -s "$here/package-lock.json" "$work/installed.json"; then
	cp "$here/package.json" "$here/package-lock.json" "$work/"
	(cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
	cp "$here/package-lock.json" "$work/installed.json"
fi
rm -rf "$work/failed"
PRILAVOK_BUILD=$build PRILAVOK_BROWSER=$work exec node --test-reporter=spec "$@" "$here/suite.mjs"
