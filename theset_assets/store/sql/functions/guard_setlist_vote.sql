-- Refuses a vote on a locked setlist, notes whose setlist it is (the ranking then reads votes alone), and locks the
-- setlist before anything else of the vote does: votes, their withdrawal and an import that rewrites the setlist then
-- wait for one another in one order and never in a circle.
CREATE FUNCTION guard_setlist_vote() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
  locked boolean;
  artist uuid;
BEGIN
  SELECT s.is_locked, s.artist_id INTO locked, artist
  FROM public.setlist_songs ss
  JOIN public.setlists s ON s.id = ss.setlist_id
  WHERE ss.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.setlist_song_id ELSE NEW.setlist_song_id END
  FOR NO KEY UPDATE OF s;

  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  NEW.artist_id := artist;
  IF TG_OP = 'UPDATE' AND (NEW.setlist_song_id, NEW.user_id, NEW.direction)
    = (OLD.setlist_song_id, OLD.user_id, OLD.direction)
  THEN
    RETURN NEW;
  END IF;
  IF locked THEN
    RAISE EXCEPTION 'This setlist is locked: no more votes.' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  RETURN NEW;
END
$$
