-- Every column but the three times of a sync: an import that found nothing new leaves `updated_at` alone.
CREATE TRIGGER update_artists_updated_at BEFORE UPDATE ON artists
  FOR EACH ROW WHEN (
    (OLD.id, OLD.spotify_id, OLD.ticketmaster_id, OLD.name, OLD.slug, OLD.image_url, OLD.small_image_url, OLD.genres,
     OLD.popularity, OLD.followers, OLD.external_urls, OLD.verified, OLD.total_songs, OLD.total_albums,
     OLD.created_at, OLD.updated_at)
    IS DISTINCT FROM
    (NEW.id, NEW.spotify_id, NEW.ticketmaster_id, NEW.name, NEW.slug, NEW.image_url, NEW.small_image_url, NEW.genres,
     NEW.popularity, NEW.followers, NEW.external_urls, NEW.verified, NEW.total_songs, NEW.total_albums,
     NEW.created_at, NEW.updated_at)
  )
  EXECUTE FUNCTION update_updated_at_column()
