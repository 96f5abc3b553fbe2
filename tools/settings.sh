# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # a part of quickstart: they share variables
#
# Where settings come from: the environment, then the user's file, then what was kept from earlier
# starts or is made here.  The result is var/prilavok.env, in which no key stands twice.

declare -A settings=() # key -> its line as it stands in the file

# quoted VALUE: as prilavok.env wants it.
quoted() {
	local text=${1//\\/\\\\}
	printf '"%s"' "${text//\"/\\\"}"
}

set_to() { settings[$1]=$1=$(quoted "$2"); }

# Only where nobody gave a value.
default() { [[ ${settings[$1]-} ]] || set_to "$1" "$2"; }

# Reads FILE; empty values count as not given, and the environment wins.
read_settings() {
	local line more key empty='^[[:space:]]*(""|'"''"')?[[:space:]]*$'
	local -A seen=()

	[[ -f $1 ]] || return 0
	while IFS= read -r line || [[ $line ]]; do
		while [[ $line == *\\ ]] && IFS= read -r more; do line+=$'\n'$more; done
		[[ ! $line =~ ^[[:space:]]*([#\;]|$) ]] || continue
		[[ $line =~ ^[[:space:]]*([A-Za-z_][A-Za-z0-9_]*)[[:space:]]*=(.*) ]] ||
			die "$1: no KEY=value but \"${line%%=*}\""
		key=${BASH_REMATCH[1]}
		[[ ! ${seen[$key]-} ]] || die "$1: $key stands there twice"
		seen[$key]=yes
		[[ ${!key-} || ${BASH_REMATCH[2]} =~ $empty ]] || settings[$key]=$line
	done <"$1"
}

# Of the environment what the programs know, but no password is kept.
read_environment() {
	local key

	for key in $(grep -o '"[A-Z][A-Z0-9_]*"' "$top/lib/base/conf.c" | tr -d '"'); do
		[[ $key == ADMIN_PASSWORD || ! ${!key-} ]] || set_to "$key" "${!key}"
	done
}

# write_settings FILE COMMENT
write_settings() {
	local key

	{
		say "# $2"
		for key in $(printf '%s\n' "${!settings[@]}" | sort); do say "${settings[$key]}"; done
	} >"$1.new" || die "cannot write $1"
	mv "$1.new" "$1" || die "cannot write $1"
}

set_paths() {
	set_to PRILAVOK_RUN_DIR "$run"
	default PRILAVOK_TEMPLATES "$top/templates"
	set_to PRILAVOK_STATIC "$build/web/static" # which nginx serves
	default PRILAVOK_SQL "$top/sql"
	default PUBLIC_URL "$url"
}

# Without Avito keys the simulator is Avito, and without a provider's key the model too.
set_simulator() {
	local sim key

	choose_sim_port
	sim=http://127.0.0.1:$sim_port
	default AVITO_API_BASE_URL "$sim"
	default AVITO_CLIENT_ID sim-client
	default AVITO_CLIENT_SECRET sim-secret
	default ASSISTANT_MODE auto
	default ASSISTANT_QUIET_SECONDS 4
	for key in OPENAI_{API_KEY,BASE_URL} PERPLEXITY_API_KEY GEMINI_API_KEY; do
		[[ ! ${settings[$key]-} ]] || return 0
	done
	default OPENAI_BASE_URL "$sim/v1"
	default OPENAI_API_KEY sim
	default OPENAI_MODEL sim
}

# A port of our own for the simulator: the one of the last start when it is still free.
choose_sim_port() {
	sim_port=$(cat "$var/simulator.port" 2>/dev/null) || sim_port=$((port % 10000 + 20000))
	while ((sim_port == port)) || busy 127.0.0.1 "$sim_port"; do sim_port=$((sim_port + 1)); done
	say "$sim_port" >"$var/simulator.port"
}

random_hex() { od -An -N "$1" -t x1 /dev/urandom | tr -d ' \n'; }

make_settings() {
	unset PRILAVOK_RUN_DIR # ours alone
	read_settings "$var/kept.env"
	read_environment
	default PRILAVOK_SECRET_KEY "$(random_hex 32)"
	write_settings "$var/kept.env" "Kept from start to start; lines may be changed and removed."
	read_settings "$env"
	[[ ${settings[DATABASE_URL]-} ]] || with_database=yes
	[[ ${settings[AVITO_CLIENT_ID]-} ]] || with_simulator=yes
	database_password=$(random_hex 16)
	default DATABASE_URL "mysql://prilavok:$database_password@localhost/prilavok?socket=$run/mariadb.sock"
	set_paths
	[[ ! $with_simulator ]] || set_simulator
	write_settings "$var/prilavok.env" "Made anew at each start: settings belong in $env."
	export PRILAVOK_ENV=$var/prilavok.env
}
