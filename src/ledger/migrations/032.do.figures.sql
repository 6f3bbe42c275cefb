-- Sums over case_times, so that no page counts complaints: by the day, the week (of its Monday) and the month of acceptance in Jakarta.
create table figures (
  span        text not null check (span in ('day', 'week', 'month')),
  start       date not null,
  region      text not null,
  channel     text not null,
  accepted    int not null,
  delivered   int not null,
  parked      int not null,
  unknown     int not null,
  followed_up int not null,
  resolved    int not null,
  missed      int not null,                                -- complaints of which any clock was missed
  primary key (span, start, region, channel)
);
create index figures_by_region on figures (region, span, start);

-- How many rows urgent_clocks has.
create table urgent_counts (
  region  text not null,
  channel text not null,
  soon    int not null,
  missed  int not null,
  primary key (region, channel)
);

-- All complaints are looked at once when this is new and whenever the rules change. It goes on behind `cursor`.
create table figures_progress (
  one    boolean primary key default true check (one),
  rules  text not null,                                    -- a hash of the clocks and days off in force
  cursor uuid,
  done   boolean not null
);
