/* SPDX-License-Identifier: MIT */
#include "io/db_private.h"

#include <errmsg.h>
#include <mysqld_error.h>

enum db_fate
db_judge(unsigned code, enum err_code *code_r)
{
	static const struct {
		unsigned code;
		enum db_fate fate;
		enum err_code err;
	} errors[] = {
		{ ER_DUP_ENTRY, DB_REFUSED, ERR_CONFLICT },
		{ ER_DUP_ENTRY_WITH_KEY_NAME, DB_REFUSED, ERR_CONFLICT },
		{ ER_LOCK_DEADLOCK, DB_CLASH, ERR_BUSY },
		{ ER_LOCK_WAIT_TIMEOUT, DB_CLASH, ERR_BUSY },
		{ ER_CHECKREAD, DB_CLASH, ERR_BUSY },
		{ CR_SERVER_GONE_ERROR, DB_UNDONE, ERR_BUSY },
		{ ER_CONNECTION_KILLED, DB_UNDONE, ERR_BUSY },
		{ ER_SERVER_SHUTDOWN, DB_UNDONE, ERR_BUSY },
		{ ER_UNKNOWN_COM_ERROR, DB_UNDONE, ERR_BUSY }, /* a lone Galera node */
		{ CR_SERVER_LOST, DB_LOST, ERR_UNCERTAIN },
		{ CR_MALFORMED_PACKET, DB_LOST, ERR_UNCERTAIN },
		{ CR_ERR_NET_READ, DB_LOST, ERR_UNCERTAIN },
		{ CR_ERR_NET_WRITE, DB_LOST, ERR_UNCERTAIN },
		{ ER_UNKNOWN_STMT_HANDLER, DB_FORGOTTEN, ERR_INTERNAL },
		{ ER_NEED_REPREPARE, DB_FORGOTTEN, ERR_INTERNAL },
		{ ER_STATEMENT_TIMEOUT, DB_REFUSED, ERR_BUSY },
		{ ER_OPTION_PREVENTS_STATEMENT, DB_REFUSED, ERR_BUSY }, /* read_only */
		{ ER_DISK_FULL, DB_REFUSED, ERR_BUSY },
		{ ER_RECORD_FILE_FULL, DB_REFUSED, ERR_BUSY },
		{ ER_CON_COUNT_ERROR, DB_REFUSED, ERR_BUSY },
		{ ER_TOO_MANY_USER_CONNECTIONS, DB_REFUSED, ERR_BUSY },
		{ CR_SOCKET_CREATE_ERROR, DB_REFUSED, ERR_BUSY },
		{ CR_CONNECTION_ERROR, DB_REFUSED, ERR_BUSY },
		{ CR_CONN_HOST_ERROR, DB_REFUSED, ERR_BUSY },
		{ CR_IPSOCK_ERROR, DB_REFUSED, ERR_BUSY },
		{ CR_UNKNOWN_HOST, DB_REFUSED, ERR_BUSY },
		{ CR_SERVER_HANDSHAKE_ERR, DB_REFUSED, ERR_BUSY },
	};

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		if (errors[i].code == code) {
			*code_r = errors[i].err;
			return errors[i].fate;
		}
	}
	*code_r = ERR_INTERNAL;
	return DB_REFUSED;
}
