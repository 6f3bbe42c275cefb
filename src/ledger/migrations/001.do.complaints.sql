-- A complaint, or an arrival that could not become one yet (complaint is null, delivery is parked).
create table complaints (
  id               uuid primary key,                       -- UUIDv7, made by the gateway
  -- origin: written once
  region           text not null,
  app              text not null,
  channel          text not null,
  connector        text not null,
  ticket           text not null,
  link             text,
  -- what was said, without the person
  mapping          text not null,                          -- '<source>/<version>'
  complaint        jsonb,
  content_hash     bytea not null,                         -- of what the citizen said
  accepted_at      timestamptz not null default now(),
  changed_at       timestamptz(3) not null default now(),   -- of its newest event; kept by a trigger on events
  -- the region's own work on it, as last heard
  origin_state     jsonb,
  -- the way to the centre
  delivery         text not null default 'accepted' check (delivery in ('accepted', 'delivered', 'parked', 'unknown')),
  reason           text,                                   -- an error code, when parked or unknown
  reason_detail    jsonb,                                  -- { message, errors[] }: no person
  delivered_at     timestamptz,
  lapor_id         text,
  tracking_id      text,
  -- the case at the centre
  status           text not null default 'received',
  status_native    text,
  status_at        timestamptz,
  institution      text,
  follow_at        timestamptz,                            -- when the centre is asked next; null: not yet or never again
  unique (ticket, channel),                                -- the deduplicator; the ticket first, so that it is found by ticket alone
  check (complaint is not null or delivery = 'parked'),
  check (delivery <> 'delivered' or lapor_id is not null)
);
create index complaints_in_flight on complaints (id) where delivery = 'accepted';
create index complaints_by_change on complaints (channel, changed_at, id);
create index complaints_by_tracking_id on complaints (tracking_id) where tracking_id is not null;
create index complaints_follow_due on complaints (follow_at) where follow_at is not null;
create index complaints_by_lapor_id on complaints (lapor_id) where lapor_id is not null;
create index complaints_by_day on complaints (accepted_at, region);

create function refuse_origin_change() returns trigger language plpgsql as $$
begin
  if (old.id, old.region, old.app, old.channel, old.connector, old.ticket, old.link, old.accepted_at)
     is distinct from (new.id, new.region, new.app, new.channel, new.connector, new.ticket, new.link, new.accepted_at) then
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
create trigger origin_is_immutable before update on complaints for each row execute function refuse_origin_change();

create function refuse_removal() returns trigger language plpgsql as $$
begin
  raise exception '% is kept for good: rows are neither removed nor, where append-only, changed', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
create trigger complaints_are_kept before delete on complaints for each row execute function refuse_removal();
create trigger complaints_are_not_truncated before truncate on complaints for each statement execute function refuse_removal();
