-- What came after the report: the region's own status or answer, the citizen's further word; and content that conflicts, for a person to see.
create table updates (
  id            uuid primary key,
  seq           bigint generated always as identity,
  complaint_id  uuid not null references complaints,
  source        text not null check (source in ('origin', 'citizen', 'conflict')),
  reference     text not null,                             -- the sender's id of it, or a hash: the deduplicator
  state         jsonb,                                     -- { status, native, answer } of the region
  body          text,                                      -- the text to hand on
  delivery      text not null default 'accepted' check (delivery in ('accepted', 'delivered', 'parked', 'unknown', 'withheld')),
  reason        text,
  reason_detail jsonb,
  accepted_at   timestamptz not null default clock_timestamp(),
  delivered_at  timestamptz,
  unique (complaint_id, reference)
);
create index updates_in_flight on updates (seq) where delivery = 'accepted';
create index updates_unsettled on updates (complaint_id, seq) where delivery in ('accepted', 'unknown');
create index updates_by_source on updates (complaint_id, source, seq);
