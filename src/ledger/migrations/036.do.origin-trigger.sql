-- The same rule as before. What changes nothing of the origin, the number at the centre or a delivery, as nearly every update does, does not call the function.
drop trigger origin_is_immutable on complaints;
create trigger origin_is_immutable before update on complaints for each row
  when ((old.id, old.region, old.app, old.channel, old.connector, old.ticket, old.link, old.accepted_at)
          is distinct from (new.id, new.region, new.app, new.channel, new.connector, new.ticket, new.link, new.accepted_at)
        or old.lapor_id is not null and new.lapor_id is distinct from old.lapor_id
        or old.delivery = 'delivered' and new.delivery <> 'delivered')
  execute function refuse_origin_change();
