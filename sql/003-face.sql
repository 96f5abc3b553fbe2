-- SPDX-License-Identifier: MIT
-- What the overview counts since midnight comes out of these keys.
ALTER TABLE message ADD KEY IF NOT EXISTS day (created_at, author, chat_id);
ALTER TABLE turn ADD KEY IF NOT EXISTS day (result, finished_at, reason);

-- Somebody tries the assistant until then at the latest: one try at a time.
ALTER TABLE user ADD COLUMN IF NOT EXISTS trial_until BIGINT NOT NULL DEFAULT 0;

-- What the button "check" of an answerer found.
ALTER TABLE provider
	ADD COLUMN IF NOT EXISTS checked TEXT NOT NULL DEFAULT '',  -- JSON
	ADD COLUMN IF NOT EXISTS checked_at BIGINT NOT NULL DEFAULT 0;

-- What the dashboard keeps for its users.
ALTER TABLE user
	ADD COLUMN IF NOT EXISTS theme VARCHAR(8) NOT NULL DEFAULT 'system' AFTER lang; -- system light dark
ALTER TABLE user ADD COLUMN IF NOT EXISTS shortcuts TINYINT NOT NULL DEFAULT 1 AFTER theme; -- in chats

CREATE TABLE IF NOT EXISTS project_holiday (
	id         BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	project_id BIGINT NOT NULL,
	name       VARCHAR(100) NOT NULL DEFAULT '',
	from_day   INT NOT NULL,                      -- 20261231: that day; 1231: of each year
	to_day     INT NOT NULL,                      -- the last one; each year's may go over New Year
	hours      VARCHAR(400) NOT NULL DEFAULT '',  -- '' closed, or "10:00–15:00"
	KEY project_id (project_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Searching the inbox: words are the same in any case, with or without accents, and "ё" is "е".
-- MODIFY to what a column is already does nothing.
ALTER TABLE message
	MODIFY text TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci NOT NULL,
	ADD FULLTEXT KEY IF NOT EXISTS words (text);
ALTER TABLE buyer
	MODIFY name VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci NOT NULL DEFAULT '',
	ADD FULLTEXT KEY IF NOT EXISTS words (name);
ALTER TABLE listing
	MODIFY title VARCHAR(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci NOT NULL DEFAULT '',
	ADD FULLTEXT KEY IF NOT EXISTS words (title);
ALTER TABLE chat
	ADD KEY IF NOT EXISTS buyer (buyer_id, last_message_at),
	ADD KEY IF NOT EXISTS listing (listing_id, last_message_at);

-- Phones that buyers wrote, to be found by their beginning or their end.
CREATE TABLE IF NOT EXISTS chat_phone (
	chat_id    BIGINT NOT NULL,
	phone      VARCHAR(15) NOT NULL,              -- digits; in Russia the ten behind 8 or +7
	tail       VARCHAR(15) NOT NULL,              -- the same backwards
	message_id BIGINT NOT NULL,                   -- where it stood last
	PRIMARY KEY (chat_id, phone),
	KEY phone (phone, chat_id),
	KEY tail (tail, chat_id)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

-- Of messages that came before this table, mobile phones in their usual spellings.
INSERT IGNORE INTO chat_phone (chat_id, phone, tail, message_id)
	SELECT found.chat_id, found.phone, REVERSE(found.phone), found.id FROM (
		SELECT m.id, m.chat_id, RIGHT(REGEXP_REPLACE(REGEXP_SUBSTR(m.text,
			'([+]7|8)[- ()]*9([- ()]*[0-9]){9}'), '[^0-9]', ''), 10) AS phone
		FROM message m WHERE m.author = 'buyer'
		AND m.text REGEXP '([+]7|8)[- ()]*9([- ()]*[0-9]){9}') found
	WHERE LENGTH(found.phone) = 10;

-- What the last checks of an account found, one row for each thing that can be wrong.
CREATE TABLE IF NOT EXISTS account_check (
	account_id BIGINT NOT NULL,
	name       VARCHAR(16) NOT NULL,              -- network keys access address
	cause      VARCHAR(32) NOT NULL,              -- '': it is well
	checked_at BIGINT NOT NULL,
	PRIMARY KEY (account_id, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE account
	ADD COLUMN IF NOT EXISTS webhook_take VARCHAR(500) NOT NULL DEFAULT '', -- may be replaced: a person said so
	ADD COLUMN IF NOT EXISTS sync_began_at BIGINT NOT NULL DEFAULT 0,       -- the latest look at the chats
	ADD COLUMN IF NOT EXISTS sync_ended_at BIGINT NOT NULL DEFAULT 0,       -- before sync_began_at: under way
	ADD COLUMN IF NOT EXISTS sync_chats INT NOT NULL DEFAULT 0,             -- seen by it so far
	ADD COLUMN IF NOT EXISTS sync_pages INT NOT NULL DEFAULT 0,
	ADD COLUMN IF NOT EXISTS sync_error VARCHAR(32) NOT NULL DEFAULT '',    -- what ended it, '' when nothing did
	ADD COLUMN IF NOT EXISTS deleted_at BIGINT NOT NULL DEFAULT 0;          -- its chats stay readable

-- Replies somebody has begun to write.
CREATE TABLE IF NOT EXISTS composer_draft (
	user_id  BIGINT NOT NULL,
	chat_id  BIGINT NOT NULL,
	text     TEXT NOT NULL,
	saved_at BIGINT NOT NULL,
	PRIMARY KEY (user_id, chat_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Who of us has a chat.
ALTER TABLE chat ADD COLUMN IF NOT EXISTS owner_user_id BIGINT NULL AFTER owner_at;
