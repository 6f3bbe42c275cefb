-- What the law asks of a complaint's person: erased, kept for a court, or not processed for now. Who did it and why stands in the audit.
alter table complaints add column erased_at timestamptz;       -- reporter, raw payload and attachments are gone
alter table complaints add column held_at timestamptz;         -- legal hold: nothing of it is erased
alter table complaints add column restricted_at timestamptz;   -- nothing of it is sent to the centre

-- Closed cases by the time at which their retention began.
create index complaints_retention on complaints (region, status_at) where erased_at is null and delivery = 'delivered' and follow_at is null;
create index complaints_retention_restricted on complaints (region, restricted_at) where erased_at is null and restricted_at is not null;
create index complaints_held on complaints (held_at) where held_at is not null;
create index complaints_erased on complaints (erased_at) where erased_at is not null;

-- Files whose last row was erased. They go when nothing came that refers to them again.
create table blob_removals (
  sha256 text primary key,
  since  timestamptz not null default clock_timestamp()
);
create index attachments_by_complaint on attachments (complaint_id);
create index attachments_by_sha256 on attachments (sha256) where sha256 is not null;
