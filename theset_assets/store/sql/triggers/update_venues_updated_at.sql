-- Column by column: a condition on the whole row is refused where a column is generated (`location`).
CREATE TRIGGER update_venues_updated_at BEFORE UPDATE ON venues
  FOR EACH ROW WHEN (
    (OLD.id, OLD.ticketmaster_id, OLD.name, OLD.slug, OLD.address, OLD.city, OLD.state, OLD.country, OLD.postal_code,
     OLD.latitude, OLD.longitude, OLD.timezone, OLD.capacity, OLD.website, OLD.created_at, OLD.updated_at)
    IS DISTINCT FROM
    (NEW.id, NEW.ticketmaster_id, NEW.name, NEW.slug, NEW.address, NEW.city, NEW.state, NEW.country, NEW.postal_code,
     NEW.latitude, NEW.longitude, NEW.timezone, NEW.capacity, NEW.website, NEW.created_at, NEW.updated_at)
  )
  EXECUTE FUNCTION update_updated_at_column()
