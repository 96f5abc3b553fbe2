# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # a part of quickstart: they share variables
#
# Part of quickstart: what runs the tests and measures, each action a function of its name.

# The programs die at every step, and at random ones; for that they are built once more.
drill() {
	local main=$build build=$build-drill
	[[ $action == check ]] || install_packages "${run_packages[@]}" "${nginx_packages[@]}" "${apache_packages[@]}" \
		"${build_packages[@]}" "${test_packages[@]}"
	[[ -d $main/web/packages ]] || build=$main build
	configure_with=(--enable-crash-points)
	{ mkdir -p "$build/web" && cp -au "$main/web/packages" "$build/web"; } || die "cannot write $build"
	build
	(cd "$top" && PRILAVOK_BUILD=$build exec /usr/bin/python3 -m pytest -q -p no:cacheprovider \
		-n 2 tests/drill </dev/null) || die "the drill failed"
}

# check_apache TESTS...: behind the other web servers.
check_apache() {
	if ((EUID == 0)) && ! unshare --user --map-user=1000 true 2>/dev/null; then
		say "SKIPPED: the tests behind Apache, which serves nobody as root; run them as somebody else"
		return
	fi
	for web in apache-proxy apache-fcgid; do
		(cd "$top" && PRILAVOK_WEB=$web PRILAVOK_BUILD=$build exec /usr/bin/python3 -m pytest -q \
			-p no:cacheprovider -n 4 --dist loadfile "$@" </dev/null) || die "the tests behind $web failed"
	done
}

# build_apart NAME FLAG...: once more, in a folder of its own.
build_apart() {
	local main=$build

	install_packages "${run_packages[@]}" "${nginx_packages[@]}" "${build_packages[@]}" "${test_packages[@]}"
	build+=-$1 configure_with=("${@:2}")
	{ mkdir -p "$build/web" && cp -au "$main/web/packages" "$build/web" 2>/dev/null; } || say "Fetching packages"
	build
}

coverage() {
	test_packages+=(gcovr)
	build_apart coverage --enable-coverage
	"$top/tools/coverage.sh" "$top" "$build" || die "too little was reached"
}

# watched NAME FLAG...
watched() {
	build_apart "$@"
	"$top/tools/sanitize.sh" "$action" "$top" "$build" || die "something was found; $build/reports has what"
}

sanitize() { watched asan --enable-asan; }
race() { watched tsan --enable-tsan; }

# What is not set must not be zero.
memcheck() { watched memcheck CFLAGS="-O1 -g -ftrivial-auto-var-init=uninitialized"; }

analyze() {
	install_packages "${build_packages[@]}" "${test_packages[@]}" clang clang-tidy clang-tools cppcheck
	build
	make -s -C "$build" analyze-here </dev/null || die "something was found"
}

install_for_tests() {
	{ command -v node && command -v npm; } >/dev/null || test_packages+=(nodejs npm)
	install_packages "${run_packages[@]}" "${nginx_packages[@]}" "${apache_packages[@]}" \
		"${build_packages[@]}" "${test_packages[@]}"
}

check_web() {
	install_for_tests
	build
	make -C "$build" check TESTS= </dev/null >>"$var/log/build.log" 2>&1 || die "the build failed; see $var/log/build.log"
	check_apache tests/integration
	say "All tests have passed behind Apache."
}

check() {
	local status
	install_for_tests
	build
	# A process group of its own, ended as a whole when the tests in front have failed.
	set -m
	check_beside >"$var/log/check.log" 2>&1 </dev/null &
	beside=$!
	set +m
	trap 'kill -INT -- "-$beside" 2>/dev/null; wait "$beside"' EXIT
	make -C "$build" -j"$(nproc)" check VERBOSE=1 </dev/null || die "make check failed"
	# Four at a time: most of them wait most of the time.
	(cd "$top" && PRILAVOK_BUILD=$build exec /usr/bin/python3 -m pytest -q -p no:cacheprovider \
		-n 4 --dist loadfile tests/integration </dev/null) || die "the integration tests failed"
	wait "$beside"
	status=$?
	trap - EXIT
	cat "$var/log/check.log"
	((status == 0)) || die "the tests above failed"
	say "All tests have passed."
}

# What runs beside the others, which leave the machine idle for much of their time.
check_beside() {
	PRILAVOK_BUILD=$build "$top/tests/browser/run.sh" || die "the browser tests failed"
	# Those in which the web server has a part; all of them: check-web.
	check_apache tests/integration/test_{api,assets,ui,ui_chat,ui_manage,web,webhook}.py
	drill
}

# As it is built for use: a build for tests or with sanitizers would measure those.
bench() {
	local options

	install_packages "${run_packages[@]}" "${nginx_packages[@]}" "${build_packages[@]}" python3
	build
	make -C "$build" bench-programs </dev/null >>"$var/log/build.log" 2>&1 || die "the build failed; see $var/log/build.log"
	read -ra options <<<"${BENCH_OPTIONS:-}"
	PRILAVOK_BUILD=$build /usr/bin/python3 "$top/tests/bench/bench.py" "${options[@]}" </dev/null || die "the measurement failed"
}
