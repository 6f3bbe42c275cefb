-- How each channel is: what the last look said and when that began, what probes heard, what came of its arrivals, and its rhythm.

create table channel_health (
  channel   text primary key,                              -- or '@lapor', the centre
  state     text not null,
  since     timestamptz not null,                          -- in this state
  judged_at timestamptz not null,
  reasons   jsonb not null,                                -- codes with what belongs to them, worst first: no person
  evidence  jsonb not null
);

create table channel_health_changes (
  channel text not null,
  at      timestamptz not null,
  state   text not null,
  reasons jsonb not null,
  primary key (channel, at)
);
create index channel_health_changes_by_age on channel_health_changes (at);

create table probes (
  channel    text not null,
  at         timestamptz not null,
  healthy    boolean not null,
  reachable  boolean not null,
  detail     text not null,                                -- what was asked and what came, redacted
  latency_ms int,
  primary key (channel, at)
);
create index probes_by_age on probes (at);

create table arrival_outcomes (                            -- what came of arrivals, also of those that were refused and left nothing else behind
  channel text not null,
  at      timestamptz not null,                            -- the beginning of ten minutes
  outcome text not null,
  count   int not null,
  primary key (channel, at, outcome)
);
create index arrival_outcomes_by_age on arrival_outcomes (at);

create table arrivals_by_hour (                            -- complaints that were accepted: the channel's rhythm. Hours without any have no row
  channel text not null,
  hour    timestamptz not null,
  count   int not null,
  primary key (channel, hour)
);
create index arrivals_by_hour_by_age on arrivals_by_hour (hour);
insert into arrivals_by_hour
  select channel, date_trunc('hour', accepted_at, 'UTC'), count(*) from complaints where accepted_at > now() - interval '120 days' group by 1, 2;

-- The oldest that waits on each channel.
create index complaints_in_flight_by_channel on complaints (channel, id) where delivery = 'accepted';
