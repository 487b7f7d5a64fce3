-- Mirrors what happens to a run into import_status, from inside Dagster's own insert: whoever writes the event (run
-- process, code server, daemon or webserver), it reaches the job in the same transaction, also after a kill -9.
-- {schema} is the schema that holds Dagster's tables. Safe to run again.

CREATE OR REPLACE FUNCTION import_status_on_run_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    job text;
BEGIN
    IF NEW.dagster_event_type IN ('PIPELINE_ENQUEUED', 'PIPELINE_STARTING', 'PIPELINE_START') THEN
        EXECUTE format('SELECT value FROM %I.run_tags WHERE run_id = $1 AND key = ''theset/job_id''', TG_TABLE_SCHEMA)
            INTO job USING NEW.run_id;
        UPDATE import_status SET
            run_id = NEW.run_id,
            stage = CASE WHEN stage = 'failed' THEN 'initializing' ELSE stage END,
            completed_at = NULL,
            error = NULL,
            progress = CASE NEW.dagster_event_type
                WHEN 'PIPELINE_ENQUEUED' THEN greatest(progress, 2)
                WHEN 'PIPELINE_STARTING' THEN greatest(progress, 4)
                ELSE greatest(progress, 8) END,
            message = CASE NEW.dagster_event_type
                WHEN 'PIPELINE_ENQUEUED' THEN 'In the queue'
                WHEN 'PIPELINE_STARTING' THEN 'Starting the import'
                ELSE 'The import has started' END
        WHERE job_id = job AND stage <> 'completed';
    ELSIF NEW.dagster_event_type = 'PIPELINE_SUCCESS' THEN
        UPDATE import_status SET stage = 'completed', progress = 100, error = NULL, estimated_time_remaining = 0,
            completed_at = now()
        WHERE run_id = NEW.run_id AND completed_at IS NULL;
    ELSIF NEW.dagster_event_type = 'PIPELINE_CANCELED' THEN
        UPDATE import_status SET stage = 'failed', message = 'The import was cancelled', completed_at = now(),
            error = 'The run was cancelled before it was finished. Ask again to import the rest.',
            estimated_time_remaining = NULL
        WHERE run_id = NEW.run_id AND completed_at IS NULL;
    END IF;
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    -- This runs inside Dagster's insert: a fault here must not take the run down with it.
    RAISE WARNING 'import_status does not mirror % of run %: %', NEW.dagster_event_type, NEW.run_id, SQLERRM;
    RETURN NULL;
END $$;

-- Whether a failed run will be tried again is known only when Dagster tags it so, right after the failure event.
CREATE OR REPLACE FUNCTION import_status_on_run_tag() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.value = 'true' THEN
        UPDATE import_status SET message = 'The import was interrupted and starts again', error = NULL,
            estimated_time_remaining = NULL
        WHERE run_id = NEW.run_id AND completed_at IS NULL;
    ELSE
        UPDATE import_status SET stage = 'failed', completed_at = now(), estimated_time_remaining = NULL,
            message = 'The import failed',
            error = coalesce(error, format('The run ended before it was finished and said no more. '
                'Ask again to import the rest, or see run %s in Dagster.', NEW.run_id))
        WHERE run_id = NEW.run_id AND completed_at IS NULL;
    END IF;
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'import_status does not mirror the end of run %: %', NEW.run_id, SQLERRM;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER theset_mirror_run_event AFTER INSERT ON {schema}.event_logs
    FOR EACH ROW WHEN (NEW.dagster_event_type IN (
        'PIPELINE_ENQUEUED', 'PIPELINE_STARTING', 'PIPELINE_START', 'PIPELINE_SUCCESS', 'PIPELINE_CANCELED'))
    EXECUTE FUNCTION import_status_on_run_event();

CREATE OR REPLACE TRIGGER theset_mirror_run_tag AFTER INSERT OR UPDATE OF value ON {schema}.run_tags
    FOR EACH ROW WHEN (NEW.key = 'dagster/will_retry')
    EXECUTE FUNCTION import_status_on_run_tag();
