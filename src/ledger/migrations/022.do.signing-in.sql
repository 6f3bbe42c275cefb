-- Accounts that others manage, or that come from an identity provider; sessions that can be told apart; and how often somebody tried.
alter table accounts add column temporary boolean not null default false;   -- the password was made for the person, who should choose another
alter table accounts add column subject text unique;                        -- at the identity provider: issuer and subject; null: a local account
alter table accounts add column signed_in_at timestamptz;

alter table sessions add column id uuid not null default gen_random_uuid() unique;   -- what people see of it; the token stays in the cookie
alter table sessions add column agent text;                                          -- how the browser calls itself

create table sign_in_tries (
  key     text primary key,                                                 -- a hash of the name that was typed, or the address that it came from
  tries   int not null,
  since   timestamptz not null
);
create index sign_in_tries_by_age on sign_in_tries (since);
