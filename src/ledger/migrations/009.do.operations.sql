-- What people decide while the gateways run; every decision is in the audit as well.
create table pauses (                                      -- a row: it is paused. Resuming takes the row away
  what      text primary key check (what in ('forward')),
  reason    text not null,
  paused_by text not null,
  paused_at timestamptz not null default now()
);

create table discards (                                    -- parked complaints that nobody waits for any more; they stay parked in the balance
  complaint_id uuid primary key references complaints,
  reason       text not null,
  actor        text not null,
  at           timestamptz not null default now()
);

create table replays (
  id          uuid primary key,
  filter      jsonb not null,                              -- { ids | reason, channel, region, from, to }
  reason      text not null,
  actor       text not null,
  per_second  int not null check (per_second between 1 and 100),
  state       text not null check (state in ('running', 'stopped', 'done')),
  total       int not null,                                -- parked when it was started
  cursor      uuid,                                        -- the complaint that was done last; they are taken in the order of their ids
  replayed    int not null default 0,
  refused     int not null default 0,
  started_at  timestamptz not null default now(),
  finished_at timestamptz
);
create index replays_running on replays (id) where state = 'running';

create table replay_refusals (
  replay_id    uuid not null references replays,
  complaint_id uuid not null references complaints,
  code         text not null,
  message      text not null,
  primary key (replay_id, complaint_id)
);

create index complaints_parked on complaints (id) where delivery = 'parked';
create index complaints_unknown on complaints (id) where delivery = 'unknown';
create index updates_unknown on updates (id) where delivery = 'unknown';
create index complaints_delivered on complaints (id) where delivery = 'delivered';
-- What still belongs to a complaint that a person confirmed: handing on, the rest of a long text.
create index steps_to_finish on steps (subject) where name = 'finish' and state = 'sent';

-- As before, but for one case: an arrival whose ticket could not be read was kept under a name of our own (unmapped-<hash>). When it becomes a
-- complaint, and only then, it gets the ticket that the partner gave it, so that the same report cannot come in a second time beside it.
create or replace function refuse_origin_change() returns trigger language plpgsql as $$
begin
  if (old.id, old.region, old.app, old.channel, old.connector, old.link, old.accepted_at)
     is distinct from (new.id, new.region, new.app, new.channel, new.connector, new.link, new.accepted_at)
     or old.ticket <> new.ticket and not (old.complaint is null and new.complaint is not null and old.ticket ~ '^unmapped-[0-9a-f]{64}$') then
    raise exception 'the origin of complaint % is written once and never changed', old.id using errcode = 'integrity_constraint_violation';
  end if;
  if old.lapor_id is not null and new.lapor_id is distinct from old.lapor_id then
    raise exception 'complaint % is already at the centre as %', old.id, old.lapor_id using errcode = 'integrity_constraint_violation';
  end if;
  if old.delivery = 'delivered' and new.delivery <> 'delivered' then
    raise exception 'complaint % was delivered, and stays so', old.id using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
