-- SPDX-License-Identifier: MIT
-- What the overview counts since midnight comes out of these keys.
ALTER TABLE message ADD KEY IF NOT EXISTS day (created_at, author, chat_id);
ALTER TABLE turn ADD KEY IF NOT EXISTS day (result, finished_at, reason);

-- Somebody tries the assistant until then at the latest: one try at a time.
ALTER TABLE user ADD COLUMN IF NOT EXISTS trial_until BIGINT NOT NULL DEFAULT 0;

-- What the dashboard keeps for its users.
ALTER TABLE user
	ADD COLUMN IF NOT EXISTS theme VARCHAR(8) NOT NULL DEFAULT 'system' AFTER lang; -- system light dark
