-- The history of every complaint: append-only, ids and words only, never a person.
create table events (
  seq          bigint generated always as identity primary key,
  complaint_id uuid not null references complaints,
  at           timestamptz not null default clock_timestamp(),
  kind         text not null,
  data         jsonb not null default '{}'
);
create index events_by_complaint on events (complaint_id, seq);
create trigger events_are_append_only before update or delete on events for each row execute function refuse_removal();
create trigger events_are_not_truncated before truncate on events for each statement execute function refuse_removal();
