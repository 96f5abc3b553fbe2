-- SPDX-License-Identifier: MIT
-- What pages of large shops need to stay quick.  Every statement may be run again.

-- Why chats wait for a person is counted in this key.
ALTER TABLE chat ADD KEY IF NOT EXISTS why_needs (needs_person, need_reason);

-- A long chat's page reads its turns and what was sent since the first message it shows, not all.
ALTER TABLE turn
	ADD KEY IF NOT EXISTS thread (chat_id, started_at),
	ADD KEY IF NOT EXISTS news (chat_id, finished_at);
ALTER TABLE outbox ADD KEY IF NOT EXISTS thread (chat_id, state, created_at);

-- How often a buyer wrote, and since when, comes out of this key.
ALTER TABLE message ADD KEY IF NOT EXISTS authors (chat_id, author, created_at);
