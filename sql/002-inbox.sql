-- SPDX-License-Identifier: MIT
-- The inbox lists all accounts together: its orders come out of these keys.
ALTER TABLE chat
	ADD KEY IF NOT EXISTS all_recent (last_message_at, id),
	ADD KEY IF NOT EXISTS all_needs (needs_person, last_message_at, id),
	ADD KEY IF NOT EXISTS changed (changed);

ALTER TABLE draft ADD KEY IF NOT EXISTS state (state, chat_id);
