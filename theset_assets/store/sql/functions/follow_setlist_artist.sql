-- Keeps setlist_votes.artist_id right where a setlist gets another artist, or a song another setlist: writing a vote
-- again notes its artist anew (see `guard_setlist_vote`).
CREATE FUNCTION follow_setlist_artist() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  IF TG_TABLE_NAME = 'setlists' THEN
    UPDATE public.setlist_votes v SET artist_id = NEW.artist_id
    FROM public.setlist_songs ss
    WHERE ss.setlist_id = NEW.id AND v.setlist_song_id = ss.id;
  ELSE
    UPDATE public.setlist_votes v SET artist_id = v.artist_id WHERE v.setlist_song_id = NEW.id;
  END IF;
  RETURN NULL;
END
$$
