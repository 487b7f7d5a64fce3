-- Keeps user_profiles.total_follows equal to the rows of user_follows_artists. Deleting an artist touches the profiles
-- of all who followed it: they are locked in one order, so that two such deletions do not lock each other out.
CREATE FUNCTION count_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM 1 FROM public.user_profiles p
    WHERE p.id IN (SELECT user_id FROM old_rows) ORDER BY p.id FOR NO KEY UPDATE;

    UPDATE public.user_profiles p SET total_follows = p.total_follows - c.follows
    FROM (SELECT user_id, count(*) AS follows FROM old_rows GROUP BY user_id) c
    WHERE p.id = c.user_id;
  END IF;

  IF TG_OP <> 'DELETE' THEN
    UPDATE public.user_profiles p SET total_follows = p.total_follows + c.follows
    FROM (SELECT user_id, count(*) AS follows FROM new_rows GROUP BY user_id) c
    WHERE p.id = c.user_id;
  END IF;
  RETURN NULL;
END
$$
