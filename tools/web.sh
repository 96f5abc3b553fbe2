# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # a part of quickstart: they share variables
#
# The web server in front of the programs: what has to run for it, and its configuration around the
# files of nginx/ and apache/.

choose_web() {
	programs=(webhook api ui)
	case $web in
	nginx) web_packages=("${nginx_packages[@]}") programs+=(nginx) ;;
	apache-proxy) web_packages=("${apache_packages[@]}") programs+=(apache) ;;
	apache-fcgid) web_packages=("${apache_packages[@]}") programs=(apache) ;;
	*) refuse "--web is nginx, apache-proxy or apache-fcgid" ;;
	esac
}

# Apache refuses to serve as root: in a name space of its own it is somebody else with the same rights.
apache_command() {
	command=(apache2 -d "$run" -f "$run/apache.conf" -D FOREGROUND)
	((EUID != 0)) || command=(unshare --user --map-user=1000 --map-group=1000 "${command[@]}")
}

# Static files are reached through a link, for the sake of paths that a server would have to be told
# with quotes.
make_web_conf() {
	mkdir -p "$run/www" && ln -sfn "$build/web/static" "$run/www/static"
	if [[ $web == nginx ]]; then
		make_nginx_conf
	else
		make_apache_conf
	fi
}

# nginx.conf around a copy of nginx/prilavok.conf.  One process of nginx has time to spare where the
# programs and the database are on the same machine; a second takes 1 MB and makes others wait for a
# processor.
make_nginx_conf() {
	mkdir -p "$run/nginx"
	cat >"$run/nginx.conf" <<-END
		daemon off;
		$( ((EUID != 0)) || say 'user root;')
		worker_processes 1;
		worker_shutdown_timeout 3s;
		pid nginx/pid;
		error_log stderr error;
		events { worker_connections 2048; }
		http {
			include /etc/nginx/mime.types;
			default_type application/octet-stream;
			sendfile on;
			client_body_temp_path nginx/body;
			fastcgi_temp_path nginx/fastcgi;
			proxy_temp_path nginx/proxy;
			uwsgi_temp_path nginx/uwsgi;
			scgi_temp_path nginx/scgi;
			include prilavok.conf;
		}
	END
	[[ ! $with_simulator ]] || say "
	location ^~ /sim/ {
		proxy_pass http://127.0.0.1:$sim_port;
		proxy_set_header Host \$http_host;
	}" >"$run/simulator.conf"
	sed -e "/# quickstart: sockets/s|/run/prilavok/|$run/|" \
		-e "/# quickstart: listen/s|8080|$listen:$port|" \
		-e "/# quickstart: root/s|/usr/share/prilavok|$run/www|" \
		-e "/# quickstart: simulator/r $run/simulator.conf" \
		"$top/nginx/prilavok.conf" >"$run/prilavok.conf"
}

# apache.conf around apache/prilavok-*.conf, which stays as it is: its places are defined before it.
make_apache_conf() {
	local name
	local -a modules=(mpm_event authz_core alias deflate dir env filter headers mime proxy proxy_fcgi
		proxy_http reqtimeout setenvif)

	[[ $web != apache-fcgid ]] || modules+=(fcgid)
	ln -sfn "$build" "$run/programs"
	ln -sfn "$var/prilavok.env" "$run/prilavok.env"
	{
		say "ServerRoot \"$run\""
		say "ServerName $host"
		say "PidFile apache.number"
		say "DefaultRuntimeDir ."
		say "ErrorLog /dev/stderr"
		say "LogLevel warn"
		for name in "${modules[@]}"; do
			say "LoadModule ${name}_module /usr/lib/apache2/modules/mod_$name.so"
		done
		say "TypesConfig /etc/mime.types"
		say "GracefulShutdownTimeout 3"
		printf '%s\n' 'ThreadLimit 64' 'ThreadsPerChild 64' 'ServerLimit 24' 'MaxRequestWorkers 1536'
		[[ $web != apache-fcgid ]] || printf '%s\n' 'FcgidIPCDir fcgid' 'FcgidProcessTableFile fcgid.shm'
		printf 'Define %s\n' PRILAVOK_PLACES "PRILAVOK_PORT $port" "PRILAVOK_LISTEN $listen:$port" \
			"PRILAVOK_RUN $run" "PRILAVOK_PROGRAMS $run/programs" \
			"PRILAVOK_SETTINGS $run/prilavok.env" "PRILAVOK_STATIC $run/www/static"
		[[ ! $with_simulator ]] || printf '%s\n' 'ProxyPreserveHost On' \
			"ProxyPass /sim/ http://127.0.0.1:$sim_port/sim/"
		say "Include \"$top/apache/prilavok-${web#apache-}.conf\""
	} >"$run/apache.conf"
}
