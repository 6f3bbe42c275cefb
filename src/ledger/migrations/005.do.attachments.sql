-- Files that belong to a complaint or to an update of it (subject). Bytes lie in the data folder by their hash.
create table attachments (
  subject      uuid not null,
  position     int not null,
  complaint_id uuid not null references complaints,
  url          text not null,                              -- where from; file-part:<n> came in the request itself
  name         text,
  state        text not null default 'pending' check (state in ('pending', 'stored')),
  sha256       text,
  size_bytes   bigint,
  media_type   text,
  primary key (subject, position),
  check (state = 'pending' or sha256 is not null)
);
create index attachments_pending on attachments (complaint_id) where state = 'pending';
