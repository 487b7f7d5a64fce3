-- Keeps setlists.total_votes equal to the sum of its songs' upvotes and downvotes.
CREATE FUNCTION count_setlist_total() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    UPDATE public.setlists s SET total_votes = s.total_votes - c.votes
    FROM (SELECT setlist_id, sum(upvotes + downvotes) AS votes FROM old_rows GROUP BY setlist_id) c
    WHERE s.id = c.setlist_id AND c.votes <> 0;
  END IF;

  IF TG_OP <> 'DELETE' THEN
    UPDATE public.setlists s SET total_votes = s.total_votes + c.votes
    FROM (SELECT setlist_id, sum(upvotes + downvotes) AS votes FROM new_rows GROUP BY setlist_id) c
    WHERE s.id = c.setlist_id AND c.votes <> 0;
  END IF;
  RETURN NULL;
END
$$
