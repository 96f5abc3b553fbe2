-- SPDX-License-Identifier: MIT
-- Instants are milliseconds since 1970 in UTC (…_at, BIGINT; 0 or NULL: never).  Avito's ids are
-- 64-bit numbers or opaque bytes.  Sealed columns hold what codec/secret.h seals.
-- Every statement may be run again: a migration that was killed starts over.

CREATE TABLE IF NOT EXISTS user (
	id            BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	login         VARCHAR(64) NOT NULL,
	password_hash VARCHAR(255) NOT NULL,
	role          VARCHAR(16) NOT NULL,           -- owner admin operator viewer
	lang          CHAR(2) NOT NULL DEFAULT 'ru',
	disabled      TINYINT NOT NULL DEFAULT 0,
	created_at    BIGINT NOT NULL,
	UNIQUE KEY login (login)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS session (
	id_hash    BINARY(32) NOT NULL PRIMARY KEY,   -- of the cookie's value
	user_id    BIGINT NOT NULL,
	csrf       CHAR(32) NOT NULL,
	created_at BIGINT NOT NULL,
	seen_at    BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	KEY user_id (user_id),
	KEY expires_at (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS login_throttle (
	bucket     VARBINARY(80) NOT NULL PRIMARY KEY, -- "login:" or "addr:" and the thing itself
	failures   INT NOT NULL,
	next_at    BIGINT NOT NULL,                    -- no attempt before
	updated_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS project (
	id              BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	name            VARCHAR(200) NOT NULL,
	business        VARCHAR(16) NOT NULL DEFAULT 'general', -- services goods realty cars jobs general
	tone            VARCHAR(16) NOT NULL DEFAULT 'friendly', -- friendly formal brief
	instructions    TEXT NOT NULL,
	mode            VARCHAR(16) NOT NULL DEFAULT 'draft',   -- off draft confident auto
	confidence      INT NOT NULL DEFAULT 70,                -- per cent, for mode confident
	quiet_ms        INT NOT NULL DEFAULT 20000,             -- 0: by the shape of the message only the short pause
	quiet_max_ms    INT NOT NULL DEFAULT 40000,
	zone            VARCHAR(64) NOT NULL DEFAULT 'Europe/Moscow',
	schedule        VARCHAR(16) NOT NULL DEFAULT 'always',  -- always hours
	off_hours       VARCHAR(16) NOT NULL DEFAULT 'away',    -- answer away silent
	away_text       TEXT NOT NULL,
	handoff_text    TEXT NOT NULL,
	takeover_ms     BIGINT NOT NULL DEFAULT 3600000,        -- pause after a person wrote
	reply_max_age_ms BIGINT NOT NULL DEFAULT 3600000,       -- older messages are a person's
	doubtful        VARCHAR(16) NOT NULL DEFAULT 'resend',  -- resend hold: a send nobody can confirm
	allowed_contacts TEXT NOT NULL,                         -- phones, links, e-mails the bot may name, one a line
	created_at      BIGINT NOT NULL,
	updated_at      BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS project_hours (
	project_id BIGINT NOT NULL,
	weekday    TINYINT NOT NULL,                  -- 1 Monday .. 7 Sunday
	from_min   SMALLINT NOT NULL,                 -- minutes after midnight
	to_min     SMALLINT NOT NULL,                 -- up to 2880: past midnight into the next day
	PRIMARY KEY (project_id, weekday, from_min)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS provider (
	id         BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	project_id BIGINT NOT NULL,
	position   INT NOT NULL,
	dialect    VARCHAR(16) NOT NULL,              -- openai builtin
	base_url   VARCHAR(300) NOT NULL DEFAULT '',
	model      VARCHAR(200) NOT NULL DEFAULT '',
	api_key    TEXT NULL,                         -- sealed
	timeout_ms INT NOT NULL DEFAULT 45000,
	ladder     TINYINT NOT NULL DEFAULT 0,        -- 0 json_schema, 1 json_object, 2 prompt only: what it took
	status     VARCHAR(16) NOT NULL DEFAULT '',   -- class of the last answer ("ok", "auth", ...)
	status_text VARCHAR(300) NOT NULL DEFAULT '',
	status_at  BIGINT NOT NULL DEFAULT 0,
	failures   INT NOT NULL DEFAULT 0,            -- in a row
	open_until BIGINT NOT NULL DEFAULT 0,         -- circuit breaker: not asked before
	UNIQUE KEY place (project_id, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS fact (
	id         BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	project_id BIGINT NOT NULL,
	listing_id BIGINT NULL,                       -- NULL: for the whole project
	question   VARCHAR(500) NOT NULL,
	answer     TEXT NOT NULL,
	stems      TEXT NOT NULL,                     -- of question and answer, for FULLTEXT
	approved   TINYINT NOT NULL DEFAULT 1,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	KEY project_id (project_id, listing_id),
	FULLTEXT KEY stems (stems)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS account (
	id             BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	project_id     BIGINT NOT NULL,
	name           VARCHAR(200) NOT NULL DEFAULT '',
	avito_user_id  BIGINT NULL,
	client_id      VARCHAR(200) NOT NULL,
	client_secret  TEXT NOT NULL,                 -- sealed
	enabled        TINYINT NOT NULL DEFAULT 1,
	webhook_token  CHAR(32) NOT NULL,
	status         VARCHAR(16) NOT NULL DEFAULT 'new', -- new ok needs_reauth no_access unreachable
	status_text    VARCHAR(300) NOT NULL DEFAULT '',
	status_at      BIGINT NOT NULL DEFAULT 0,
	webhook_state  VARCHAR(16) NOT NULL DEFAULT 'none', -- none ours foreign failed
	webhook_url    VARCHAR(500) NOT NULL DEFAULT '',    -- what stands at Avito
	webhook_at     BIGINT NOT NULL DEFAULT 0,           -- when that was asked
	webhook_seen_at BIGINT NOT NULL DEFAULT 0,          -- last event that came in
	connected_at   BIGINT NOT NULL DEFAULT 0,           -- nothing older is ever answered
	synced_at      BIGINT NOT NULL DEFAULT 0,           -- last finished look at the chats
	created_at     BIGINT NOT NULL,
	updated_at     BIGINT NOT NULL,
	UNIQUE KEY avito_user_id (avito_user_id),
	UNIQUE KEY webhook_token (webhook_token),
	KEY project_id (project_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS token (
	account_id BIGINT NOT NULL PRIMARY KEY,
	access     TEXT NOT NULL,                     -- sealed
	expires_at BIGINT NOT NULL,
	generation BIGINT NOT NULL DEFAULT 0,         -- rises with every new token
	updated_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS listing (
	id            BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	account_id    BIGINT NOT NULL,
	avito_item_id BIGINT NOT NULL,
	title         VARCHAR(300) NOT NULL DEFAULT '',
	price_text    VARCHAR(60) NOT NULL DEFAULT '', -- as Avito words it
	status_id     INT NOT NULL DEFAULT 0,
	url           VARCHAR(500) NOT NULL DEFAULT '',
	image_url     VARCHAR(500) NOT NULL DEFAULT '',
	location      VARCHAR(300) NOT NULL DEFAULT '',
	mode          VARCHAR(16) NOT NULL DEFAULT '', -- '' as the project, or off draft confident auto
	seen_at       BIGINT NOT NULL,
	UNIQUE KEY item (account_id, avito_item_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS buyer (
	id            BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	account_id    BIGINT NOT NULL,
	avito_user_id BIGINT NOT NULL,
	name          VARCHAR(200) NOT NULL DEFAULT '',
	blocked       TINYINT NOT NULL DEFAULT 0,
	created_at    BIGINT NOT NULL,
	UNIQUE KEY person (account_id, avito_user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS chat (
	id            BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	account_id    BIGINT NOT NULL,
	avito_chat_id VARBINARY(100) NOT NULL,
	kind          VARCHAR(8) NOT NULL DEFAULT 'u2i',
	listing_id    BIGINT NULL,
	buyer_id      BIGINT NULL,
	owner         VARCHAR(8) NOT NULL DEFAULT 'bot',    -- bot human closed
	owner_reason  VARCHAR(32) NOT NULL DEFAULT '',      -- colleague operator handoff ...
	owner_until   BIGINT NOT NULL DEFAULT 0,            -- human until then; 0: until handed back
	owner_at      BIGINT NOT NULL DEFAULT 0,
	needs_person  TINYINT NOT NULL DEFAULT 0,
	need_reason   VARCHAR(32) NOT NULL DEFAULT '',
	last_message_id BIGINT NULL,                        -- newest by created_at
	last_message_at BIGINT NOT NULL DEFAULT 0,
	last_buyer_id BIGINT NULL,                          -- newest message of the buyer
	waiting_since BIGINT NOT NULL DEFAULT 0,            -- first unanswered words of the buyer
	burst_at      BIGINT NOT NULL DEFAULT 0,            -- when the burst that waits for quiet began
	answer_at     BIGINT NOT NULL DEFAULT 0,            -- when the quiet time ends (countdown)
	away_at       BIGINT NOT NULL DEFAULT 0,            -- away text sent
	enriched_at   BIGINT NOT NULL DEFAULT 0,            -- names and listing known since
	read_at       BIGINT NOT NULL DEFAULT 0,            -- marked read at Avito up to this message time
	dead          TINYINT NOT NULL DEFAULT 0,           -- Avito answers 404: deleted or blocked
	changed       BIGINT NOT NULL DEFAULT 0,            -- when anything shown of it last changed
	created_at    BIGINT NOT NULL,
	UNIQUE KEY chat (account_id, avito_chat_id),
	KEY recent (account_id, last_message_at),
	KEY needs (account_id, needs_person, last_message_at),
	KEY owner (account_id, owner, last_message_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS message (
	id          BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	account_id  BIGINT NOT NULL,
	chat_id     BIGINT NOT NULL,
	avito_id    VARBINARY(64) NOT NULL,
	author      VARCHAR(10) NOT NULL,             -- buyer bot person colleague avito
	author_id   BIGINT NOT NULL,                  -- at Avito
	user_id     BIGINT NULL,                      -- ours, for person
	type        VARCHAR(16) NOT NULL,             -- Avito's
	text        TEXT NOT NULL,                    -- what can be read of it
	content     MEDIUMTEXT NOT NULL,              -- Avito's JSON
	deleted     TINYINT NOT NULL DEFAULT 0,
	outbox_id   BIGINT NULL,
	created_at  BIGINT NOT NULL,                  -- Avito's clock
	received_at BIGINT NOT NULL,
	UNIQUE KEY avito (account_id, avito_id),
	KEY thread (chat_id, created_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS turn (
	id          BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	chat_id     BIGINT NOT NULL,
	message_id  BIGINT NOT NULL,                  -- newest words of the buyer it answers
	result      VARCHAR(16) NOT NULL DEFAULT '',  -- '' running; reply draft handoff silent superseded away
	reason      VARCHAR(32) NOT NULL DEFAULT '',
	trace       MEDIUMTEXT NOT NULL,              -- JSON list of {check, result, detail, ms}
	started_at  BIGINT NOT NULL,
	finished_at BIGINT NOT NULL DEFAULT 0,
	UNIQUE KEY words (chat_id, message_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS draft (
	id         BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	chat_id    BIGINT NOT NULL,
	turn_id    BIGINT NOT NULL,
	text       TEXT NOT NULL,
	state      VARCHAR(8) NOT NULL DEFAULT 'open', -- open sent dropped stale
	confidence INT NOT NULL DEFAULT 0,
	user_id    BIGINT NULL,                       -- who decided
	created_at BIGINT NOT NULL,
	decided_at BIGINT NOT NULL DEFAULT 0,
	UNIQUE KEY turn_id (turn_id),
	KEY chat_id (chat_id, state)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS outbox (
	id         BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	account_id BIGINT NOT NULL,
	chat_id    BIGINT NOT NULL,
	turn_id    BIGINT NULL,
	user_id    BIGINT NULL,                       -- a person's reply
	kind       VARCHAR(8) NOT NULL,               -- reply away handoff draft person
	nonce      VARBINARY(80) NOT NULL,            -- "reply:<turn>:<begun>", "form:<random>": once only
	part       SMALLINT NOT NULL DEFAULT 0,
	text       TEXT NOT NULL,
	state      VARCHAR(10) NOT NULL DEFAULT 'ready', -- ready sending unknown sent held failed expired dropped
	attempts   INT NOT NULL DEFAULT 0,            -- POSTs begun
	checks     INT NOT NULL DEFAULT 0,            -- clean negative reads since it became unknown
	resent     TINYINT NOT NULL DEFAULT 0,        -- was sent again after three clean negatives
	started_at BIGINT NOT NULL DEFAULT 0,         -- of the last POST
	check_at   BIGINT NOT NULL DEFAULT 0,         -- when an unknown one is looked up next
	avito_id   VARBINARY(64) NULL,
	error      VARCHAR(300) NOT NULL DEFAULT '',
	created_at BIGINT NOT NULL,
	sent_at    BIGINT NOT NULL DEFAULT 0,
	expires_at BIGINT NOT NULL,                   -- too late to be of use after that
	UNIQUE KEY once (nonce, part),
	UNIQUE KEY avito (account_id, avito_id),
	KEY chat (chat_id, state, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS llm_call (
	id          BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	turn_id     BIGINT NULL,
	provider_id BIGINT NOT NULL,
	model       VARCHAR(200) NOT NULL,
	result      VARCHAR(16) NOT NULL,             -- ok or the class of the error
	tokens_in   INT NOT NULL,                     -- -1: not told
	tokens_out  INT NOT NULL,
	ms          INT NOT NULL,
	created_at  BIGINT NOT NULL,
	KEY turn_id (turn_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Finished jobs are deleted.  running_chat holds chat_id while a job of that chat runs: the unique
-- key is what keeps a chat to one running job.
CREATE TABLE IF NOT EXISTS job (
	id           BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	kind         VARBINARY(16) NOT NULL,
	name         VARBINARY(200) NOT NULL,         -- unique within the kind
	account_id   BIGINT NOT NULL DEFAULT 0,
	chat_id      BIGINT NULL,
	payload      MEDIUMBLOB NULL,
	state        TINYINT NOT NULL DEFAULT 0,      -- 0 ready, 1 running, 2 parked
	run_at       BIGINT NOT NULL,                 -- the server's clock
	lease_until  BIGINT NOT NULL DEFAULT 0,
	attempt      INT NOT NULL DEFAULT 0,          -- fencing token: rises with every claim
	starts       INT NOT NULL DEFAULT 0,          -- claims without an orderly end
	failures     INT NOT NULL DEFAULT 0,          -- orderly failures in a row
	again        TINYINT NOT NULL DEFAULT 0,      -- asked for while it ran
	needs_token  TINYINT NOT NULL DEFAULT 0,      -- waits for the account's new token
	running_chat BIGINT NULL,
	worker       VARBINARY(64) NOT NULL DEFAULT '',
	error        VARCHAR(300) NOT NULL DEFAULT '',
	created_at   BIGINT NOT NULL,
	UNIQUE KEY name (kind, name),
	UNIQUE KEY running_chat (running_chat),
	KEY due (state, run_at),
	KEY account (account_id, needs_token)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS worker (
	id         VARBINARY(64) NOT NULL PRIMARY KEY,
	mode       VARCHAR(16) NOT NULL,              -- service cron embedded
	started_at BIGINT NOT NULL,
	seen_at    BIGINT NOT NULL,
	worked_at  BIGINT NOT NULL DEFAULT 0
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS counter (
	name  VARBINARY(64) NOT NULL PRIMARY KEY,
	value BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS setting (
	name  VARCHAR(64) NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
