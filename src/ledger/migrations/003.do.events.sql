-- The history of every complaint: append-only, ids and words only, never a person.
create table events (
  seq          bigint generated always as identity primary key,
  complaint_id uuid not null references complaints,
  at           timestamptz(3) not null default clock_timestamp(),
  kind         text not null,
  data         jsonb not null default '{}'
);
create index events_by_complaint on events (complaint_id, seq);
create trigger events_are_append_only before update or delete on events for each row execute function refuse_removal();
create trigger events_are_not_truncated before truncate on events for each statement execute function refuse_removal();

-- complaints.changed_at is the time of the newest event, whoever writes it.
create function note_change() returns trigger language plpgsql as $$
begin
  update complaints c set changed_at = n.at
    from (select complaint_id, max(at) as at from new_events group by complaint_id) n
    where c.id = n.complaint_id and c.changed_at < n.at;
  return null;
end $$;
create trigger events_note_change after insert on events referencing new table as new_events for each statement execute function note_change();
