-- What a probe found, in both languages, where the connector says it: {"id": ..., "en": ...}. Older probes have the English line alone.
alter table probes add column words jsonb;
