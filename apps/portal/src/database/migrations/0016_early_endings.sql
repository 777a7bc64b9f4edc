-- Access that a request gave can be ended before its time: exactly what was given then goes.

alter table access_requests
  -- When the membership that was made longer would have ended without this request; null where there was none.
  add column prior_end timestamptz,
  add column ended_by uuid,
  add column end_note text;
