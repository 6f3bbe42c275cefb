-- Who reported, and what arrived, encrypted (AES-256-GCM; additional data: complaint id and part).
create table sealed_parts (
  complaint_id uuid not null references complaints,
  part         text not null check (part in ('reporter', 'raw')),
  key_id       text not null,
  nonce        bytea not null,
  sealed       bytea not null,                             -- cipher text with its tag behind it
  media_type   text,
  primary key (complaint_id, part)
);
create index sealed_parts_by_key on sealed_parts (key_id);
