-- Who reported is found by phone or e-mail without being opened: blind indexes (HMAC-SHA-256) beside the sealed reporter. They go with it when it is erased.
alter table sealed_parts add column phone_index bytea;                              -- of E.164
alter table sealed_parts add column email_index bytea;                              -- of lower case
alter table sealed_parts add column contacts_indexed boolean not null default false; -- false: from before; the keeper comes to it
create index sealed_parts_by_phone on sealed_parts (phone_index, complaint_id) where phone_index is not null;
create index sealed_parts_by_email on sealed_parts (email_index, complaint_id) where email_index is not null;
create index sealed_parts_not_indexed on sealed_parts (complaint_id) where part = 'reporter' and not contacts_indexed;
