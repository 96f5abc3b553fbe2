-- SPDX-License-Identifier: MIT
-- What tests of the whole have shown to be missing.  Every statement may be run again.

-- The same keys entered twice in one moment made two accounts.  Of such the connected one stays, else
-- the oldest; the others are deleted as by hand: their chats stay.
UPDATE account a JOIN account other ON other.client_id = a.client_id AND other.deleted_at = 0
	AND (other.avito_user_id IS NULL, other.id) < (a.avito_user_id IS NULL, a.id)
	SET a.enabled = 0, a.avito_user_id = NULL, a.deleted_at = FLOOR(UNIX_TIMESTAMP(NOW(3)) * 1000)
	WHERE a.deleted_at = 0;

-- NULL for the deleted ones, of which there may be any number.
ALTER TABLE account
	ADD COLUMN IF NOT EXISTS live_client_id VARCHAR(200)
		AS (IF(deleted_at = 0, client_id, NULL)) VIRTUAL,
	ADD UNIQUE KEY IF NOT EXISTS live_client_id (live_client_id);

-- How many chats the bot has is counted in this key.
ALTER TABLE chat ADD KEY IF NOT EXISTS all_owner (owner, owner_until);
