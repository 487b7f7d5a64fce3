-- An artist's score as of a moment: votes cast in the `days_back` days before it weigh 0.5 each, follows 0.3. Views
-- would weigh the 0.2 that is left; no table records them yet.
-- SECURITY DEFINER: follows and votes are private rows, the score made of them is public and the same for everyone.
CREATE FUNCTION calculate_trending_score(
  artist_id_param uuid, days_back integer DEFAULT 7, as_of timestamptz DEFAULT now()
) RETURNS numeric
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
  since timestamptz;
  votes bigint;
  follows bigint;
BEGIN
  IF days_back IS NULL OR days_back < 0 OR days_back > 3650 THEN
    RAISE EXCEPTION 'days_back must be between 0 and 3650, not %', coalesce(days_back::text, 'NULL')
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  since := as_of - make_interval(days => days_back);

  SELECT count(*) INTO votes
  FROM public.setlists s
  JOIN public.setlist_songs ss ON ss.setlist_id = s.id
  JOIN public.setlist_votes v ON v.setlist_song_id = ss.id
  WHERE s.artist_id = artist_id_param AND v.created_at >= since AND v.created_at <= as_of;

  SELECT count(*) INTO follows
  FROM public.user_follows_artists f
  WHERE f.artist_id = artist_id_param AND f.followed_at >= since AND f.followed_at <= as_of;

  RETURN votes * 0.5 + follows * 0.3;
END
$$
