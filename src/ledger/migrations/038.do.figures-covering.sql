-- A page over the whole country sums some thousand rows; it reads them from the index alone.
alter table figures drop constraint figures_pkey;
alter table figures add primary key (span, start, region, channel) include (accepted, delivered, parked, unknown, followed_up, resolved, missed);
