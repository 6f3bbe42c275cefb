-- Who works at the console, and their sessions. A session's token is kept as its hash only.

create table accounts (
  id            uuid primary key,
  name          text not null unique check (name = lower(name)),   -- what is typed to sign in, and what the audit names
  role          text not null check (role in ('national', 'province', 'region', 'reader')),
  home          text,                                               -- Kemendagri code; null: the whole country
  password      text,                                               -- scrypt$N$r$p$salt$hash; null: signs in elsewhere (OpenID Connect)
  language      text not null default 'id' check (language in ('id', 'en')),
  timezone      text not null default 'Asia/Jakarta',
  disabled_at   timestamptz,
  created_at    timestamptz not null default now(),
  check (role not in ('province', 'region') or home is not null),
  check (role <> 'national' or home is null)
);

create table sessions (
  token_hash  bytea primary key,
  account_id  uuid not null references accounts,
  csrf        text not null,
  address     text,
  started_at  timestamptz not null default now(),
  seen_at     timestamptz not null default now(),
  ends_at     timestamptz not null                                  -- whatever happens
);
create index sessions_by_account on sessions (account_id);
create index sessions_by_end on sessions (ends_at);
