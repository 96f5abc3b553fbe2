-- SPDX-License-Identifier: MIT
-- What the overview counts since midnight comes out of these keys.
ALTER TABLE message ADD KEY IF NOT EXISTS day (created_at, author, chat_id);
ALTER TABLE turn ADD KEY IF NOT EXISTS day (result, finished_at, reason);

-- Somebody tries the assistant until then at the latest: one try at a time.
ALTER TABLE user ADD COLUMN IF NOT EXISTS trial_until BIGINT NOT NULL DEFAULT 0;

-- What the dashboard keeps for its users.
ALTER TABLE user
	ADD COLUMN IF NOT EXISTS theme VARCHAR(8) NOT NULL DEFAULT 'system' AFTER lang; -- system light dark

CREATE TABLE IF NOT EXISTS project_holiday (
	id         BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	project_id BIGINT NOT NULL,
	name       VARCHAR(100) NOT NULL DEFAULT '',
	from_day   INT NOT NULL,                      -- 20261231: that day; 1231: of each year
	to_day     INT NOT NULL,                      -- the last one; each year's may go over New Year
	hours      VARCHAR(400) NOT NULL DEFAULT '',  -- '' closed, or "10:00–15:00"
	KEY project_id (project_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
