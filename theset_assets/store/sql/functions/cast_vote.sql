-- A signed-in user's vote on a song of a setlist: `direction` 1 is up, -1 down. One vote a user and song: the other
-- direction turns it, the same again changes nothing. True where the vote was counted or turned.
-- SECURITY DEFINER: users write votes through this function alone, each only as themselves, and the time of a vote is
-- the database's. Triggers refuse a locked setlist and keep the counters.
CREATE FUNCTION cast_vote(setlist_song_id uuid, direction integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
  voter constant uuid := auth.uid();
BEGIN
  IF voter IS NULL THEN
    RAISE EXCEPTION 'Sign in to vote.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF cast_vote.direction IS NULL OR cast_vote.direction NOT IN (-1, 1) THEN
    RAISE EXCEPTION 'A vote is 1 (up) or -1 (down), not %.', coalesce(cast_vote.direction::text, 'NULL')
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF NOT EXISTS (SELECT FROM public.setlist_songs ss WHERE ss.id = cast_vote.setlist_song_id) THEN
    RAISE EXCEPTION 'There is no such song in any setlist.' USING ERRCODE = 'no_data_found';
  END IF;
  IF NOT EXISTS (SELECT FROM public.user_profiles p WHERE p.id = voter) THEN
    RAISE EXCEPTION 'Make a profile before you vote.' USING ERRCODE = 'no_data_found';
  END IF;
  INSERT INTO public.setlist_votes AS v (setlist_song_id, user_id, direction)
  VALUES (cast_vote.setlist_song_id, voter, cast_vote.direction)
  ON CONFLICT ON CONSTRAINT setlist_votes_pkey DO UPDATE SET direction = excluded.direction
  WHERE v.direction <> excluded.direction;
  RETURN FOUND;
END
$$
