-- Finding complaints: by what they say, and newest first within regions.
create table search_texts (
  complaint_id uuid primary key,                           -- no reference: complaints are kept for good, and this is filled behind them
  words        tsvector not null                           -- title, body and place; the region as a lexeme of its own, with a space before it
);
create index search_texts_by_words on search_texts using gin (words);

-- How far work that goes through all complaints has come.
create table indexing (
  what        text primary key,
  accepted_at timestamptz not null,
  id          uuid not null
);

create function search_words(region text, complaint jsonb) returns tsvector language sql immutable parallel safe as $$
  select to_tsvector('pg_catalog.indonesian', left(concat_ws(' ', complaint ->> 'title', complaint ->> 'body', complaint #>> '{location,address}',
      complaint #>> '{location,village}', complaint #>> '{location,district}', complaint #>> '{location,city}', complaint #>> '{location,province}'), 20000))
    || array_to_tsvector(array[' ' || region])
$$;

create index complaints_by_region on complaints (region, id);
create index complaints_by_status on complaints (status, id) where status <> 'received';
