-- A partner asked us to wait: whoever takes over the polling of its channel waits as well, also behind a restart.
alter table cursors add column rest_until timestamptz;
-- null: no page was taken yet.
alter table cursors alter column updated_at drop not null;
