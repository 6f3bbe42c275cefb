-- What follows from the ledger's rows and from the clocks of config/: it may be counted anew at any time, and is no truth of its own.

-- Complaints to look at again: written with the event that changed something, taken away by the round that counts.
create table touched (
  seq          bigint generated always as identity primary key,
  complaint_id uuid not null
);

create or replace function note_change() returns trigger language plpgsql as $$
begin
  update complaints c set changed_at = n.at
    from (select complaint_id, max(at) as at from new_events group by complaint_id) n
    where c.id = n.complaint_id and c.changed_at < n.at;
  insert into touched (complaint_id)
    select distinct complaint_id from new_events
    where kind in ('accepted', 'parked', 'delivered', 'unknown', 'reconciled', 'resent', 'replayed', 'discarded', 'handed_on',
                   'status_changed', 'update_accepted', 'update_withheld', 'update_parked', 'feedback_pending', 'feedback_readable');
  return null;
end $$;

-- When a case was verified, followed up, answered and settled, and what was counted of it last.
create table case_times (
  complaint_id   uuid primary key references complaints,
  region         text not null,
  channel        text not null,
  day            date not null,                            -- of its acceptance, in Jakarta
  delivery       text not null,
  verified_at    timestamptz,
  followed_up_at timestamptz,
  answered_at    timestamptz,
  settled_at     timestamptz,
  resolved       boolean not null,
  missed         text[] not null,                          -- clocks that were missed, whatever happened behind it
  look_at        timestamptz                               -- when a clock comes to its next moment by itself; null: never
);
create index case_times_look on case_times (look_at) where look_at is not null;

-- Clocks that are about to be missed, and those that were missed and still run.
create table urgent_clocks (
  complaint_id uuid not null references complaints,
  clock        text not null,
  region       text not null,
  channel      text not null,
  state        text not null check (state in ('soon', 'missed')),
  started_at   timestamptz not null,
  due_at       timestamptz not null,
  primary key (complaint_id, clock)
);
create index urgent_clocks_by_due on urgent_clocks (state, due_at, complaint_id, clock);
create index urgent_clocks_by_region on urgent_clocks (region, state, due_at, complaint_id, clock);
