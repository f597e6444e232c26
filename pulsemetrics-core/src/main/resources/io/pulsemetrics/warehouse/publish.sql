-- Everything of a publish from the first lock on, in one statement: the server needs nothing from the client while it holds locks that
-- readers feel. The steps are in the setting pulsemetrics.publish, as JSON; see PublishScript.
DO $publish$
#variable_conflict use_column
declare
  began timestamptz := clock_timestamp();
  patience float := extract(epoch from current_setting('lock_timeout')::interval) * 1000;
  step record;
  at int := 0;
  statements text[];
  made text;
  unchanged boolean := false;
  holds boolean;
  refused text := '';
  state text;
  said text;
  told text;
begin
  for step in
    select s.number, s.kind, s.sql
    from json_to_recordset(current_setting('pulsemetrics.publish')::json) s(number int, kind text, sql text) order by s.number
  loop
    at := step.number;
    if refused <> '' and step.kind <> 'VIEW' then
      raise exception using errcode = 'PM002', message = 'views cannot follow', detail = refused;
    end if;
    case step.kind
      when 'LOCK' then
        -- the time for all locks is counted together
        perform set_config('lock_timeout', greatest(1, patience - extract(epoch from clock_timestamp() - began) * 1000)::int::text, true);
        execute step.sql;
        perform set_config('lock_timeout', patience::int::text, true);
      when 'SNAPSHOT' then
        -- the same if no other transaction that wrote has ended since: then there is nothing to verify
        unchanged := pg_current_snapshot()::text = step.sql;
      when 'VERIFY' then
        if not unchanged then
          execute step.sql into holds;
          if holds is not true then
            raise exception using errcode = 'PM001', message = 'what was read before the locks has changed';
          end if;
        end if;
      when 'GENERATED' then
        execute format('select array(%s)', step.sql) into statements;
        foreach made in array statements loop
          execute made;
        end loop;
      when 'VIEW' then
        begin
          execute step.sql;
        exception when others then
          get stacked diagnostics state = returned_sqlstate, said = message_text;
          if state in ('55P03', '40P01', '40001') then
            raise;
          end if;
          refused := refused || step.number || ' ' || split_part(said, E'\n', 1) || E'\n';
        end;
      else
        execute step.sql;
    end case;
  end loop;
  if refused <> '' then
    raise exception using errcode = 'PM002', message = 'views cannot follow', detail = refused;
  end if;
  perform set_config('pulsemetrics.locked_since', began::text, false);
  perform set_config('statement_timeout', '0', true); -- a commit is not to be cancelled half-way
exception when others then
  get stacked diagnostics state = returned_sqlstate, said = message_text, told = pg_exception_detail;
  raise exception using errcode = state, message = said, detail = told, table = at::text;
end $publish$;
COMMIT;
SELECT extract(epoch from clock_timestamp() - current_setting('pulsemetrics.locked_since')::timestamptz) * 1000,
  set_config('pulsemetrics.locked_since', '', false)
