-- Keeps setlist_songs.upvotes and downvotes and user_profiles.total_votes equal to the rows of setlist_votes. Of an
-- UPDATE only what it changed on balance is written.
CREATE FUNCTION count_setlist_votes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    UPDATE public.setlist_songs ss
    SET upvotes = ss.upvotes + c.up, downvotes = ss.downvotes + c.down
    FROM (
      SELECT
        setlist_song_id, coalesce(sum(n) FILTER (WHERE direction = 1), 0) AS up,
        coalesce(sum(n) FILTER (WHERE direction = -1), 0) AS down
      FROM (
        SELECT setlist_song_id, direction, 1 AS n FROM new_rows
        UNION ALL
        SELECT setlist_song_id, direction, -1 FROM old_rows
      ) changed
      GROUP BY setlist_song_id
    ) c
    WHERE ss.id = c.setlist_song_id AND (c.up <> 0 OR c.down <> 0);

    UPDATE public.user_profiles p SET total_votes = p.total_votes + c.votes
    FROM (
      SELECT user_id, sum(n) AS votes
      FROM (SELECT user_id, 1 AS n FROM new_rows UNION ALL SELECT user_id, -1 FROM old_rows) changed
      GROUP BY user_id
    ) c
    WHERE p.id = c.user_id AND c.votes <> 0;

  ELSIF TG_OP = 'DELETE' THEN
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

  ELSE
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
