#!/bin/sh
# SPDX-License-Identifier: MIT
# Takes the README's pictures anew: into screenshots/, made small.  Needs pngquant.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
top=$here/../..
build=$(cd "${PRILAVOK_BUILD:-$top/build}" && pwd -P)

"$here/run.sh" --test-name-pattern='picture is taken'
for name in desk-light desk-dark phone; do
	pngquant --force --strip --speed 1 --output "$top/screenshots/$name.png" 128 \
		"$build/browser/pictures/$name.png"
done
