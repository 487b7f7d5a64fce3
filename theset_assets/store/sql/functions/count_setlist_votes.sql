-- Keeps setlist_songs.upvotes and downvotes and user_profiles.total_votes equal to the rows of setlist_votes.
CREATE FUNCTION count_setlist_votes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    UPDATE public.setlist_songs ss
    SET upvotes = ss.upvotes - c.up, downvotes = ss.downvotes - c.down
    FROM (
      SELECT setlist_song_id, count(*) FILTER (WHERE direction = 1) AS up, count(*) FILTER (WHERE direction = -1) AS down
      FROM old_rows GROUP BY setlist_song_id
    ) c
    WHERE ss.id = c.setlist_song_id;

    UPDATE public.user_profiles p SET total_votes = p.total_votes - c.votes
    FROM (SELECT user_id, count(*) AS votes FROM old_rows GROUP BY user_id) c
    WHERE p.id = c.user_id;
  END IF;

  IF TG_OP <> 'DELETE' THEN
    UPDATE public.setlist_songs ss
    SET upvotes = ss.upvotes + c.up, downvotes = ss.downvotes + c.down
    FROM (
      SELECT setlist_song_id, count(*) FILTER (WHERE direction = 1) AS up, count(*) FILTER (WHERE direction = -1) AS down
      FROM new_rows GROUP BY setlist_song_id
    ) c
    WHERE ss.id = c.setlist_song_id;

    UPDATE public.user_profiles p SET total_votes = p.total_votes + c.votes
    FROM (SELECT user_id, count(*) AS votes FROM new_rows GROUP BY user_id) c
    WHERE p.id = c.user_id;
  END IF;
  RETURN NULL;
END
$$
