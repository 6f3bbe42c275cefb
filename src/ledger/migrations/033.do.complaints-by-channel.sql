-- The newest arrivals of a channel: two versions of a mapping are compared over them.
create index complaints_by_channel on complaints (channel, id);
