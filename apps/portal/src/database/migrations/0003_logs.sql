-- Every change of a row that a person would ask about is written down in the transaction that makes it, so the audit
-- log and the live feed cannot disagree. There is no foreign key to accounts: the log of an account's end outlives it.
-- Readers of the feed take rows in commit order: those whose xid lies below pg_snapshot_xmin(pg_current_snapshot()).

create table change_logs (
  seq bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  account_id uuid,
  log_id bytea not null check (octet_length(log_id) = 12),
  object text not null,
  operation text not null check (operation in ('insert', 'update', 'delete')),
  before jsonb,
  after jsonb,
  subject jsonb,
  vsn integer not null default 0,
  timestamp timestamptz not null default now()
);
create index change_logs_xid_index on change_logs (xid);
create index change_logs_account_index on change_logs (account_id, log_id desc);
create index change_logs_age_index on change_logs (timestamp);

create table session_logs (
  account_id uuid not null references accounts on delete cascade,
  log_id bytea not null check (octet_length(log_id) = 12),
  context text not null check (context in ('client', 'gateway', 'portal')),
  subject jsonb not null,
  timestamp timestamptz not null default now(),
  primary key (account_id, log_id)
);
create index session_logs_time_index on session_logs (account_id, timestamp desc, log_id desc);

create table api_request_logs (
  account_id uuid not null references accounts on delete cascade,
  log_id bytea not null check (octet_length(log_id) = 12),
  actor_id uuid not null,
  api_token_id uuid not null,
  method text not null,
  path text not null,
  content_length bigint,
  request_id text not null,
  user_agent text,
  ip inet not null,
  ip_region text,
  ip_city text,
  ip_lat double precision,
  ip_lon double precision,
  inserted_at timestamptz not null default now(),
  primary key (account_id, log_id)
);
create index api_request_logs_time_index on api_request_logs (account_id, inserted_at desc, log_id desc);

-- The caller says who acts by set_config('portal.subject', …, true) inside its transaction.
create function capture_change() returns trigger language plpgsql as $$
declare
  secret text;
  row_before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  row_after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  account uuid;
  number bigint := nextval(pg_get_serial_sequence('change_logs', 'seq'));
begin
  if row_before = row_after then
    return null;
  end if;
  if tg_table_name = 'accounts' then
    account := (coalesce(row_after, row_before) ->> 'id')::uuid;
  else
    account := (coalesce(row_after, row_before) ->> 'account_id')::uuid;
  end if;
  foreach secret in array array['secret_salt', 'secret_hash', 'psk_base', 'password_hash', 'ingest_signing_key',
                                'secrets'] loop
    if row_before ? secret then
      row_before := row_before || jsonb_build_object(secret, '[redacted]');
    end if;
    if row_after ? secret then
      row_after := row_after || jsonb_build_object(secret, '[redacted]');
    end if;
  end loop;
  insert into change_logs (seq, account_id, log_id, object, operation, before, after, subject) overriding system value
  values (number, account, decode('c' || lpad(to_hex(number), 23, '0'), 'hex'), tg_table_name, lower(tg_op),
          row_before, row_after, nullif(current_setting('portal.subject', true), '')::jsonb);
  perform pg_notify('portal_changes', '');
  return null;
end $$;

do $$
declare
  table_name text;
begin
  foreach table_name in array array['accounts', 'actors', 'groups', 'memberships', 'external_identities', 'sites',
                                    'resources', 'policies', 'static_device_pool_members', 'client_tokens',
                                    'gateway_tokens', 'relay_tokens', 'auth_providers', 'directories',
                                    'portal_sessions'] loop
    execute format('create trigger capture_change after insert or update or delete on %I '
                   'for each row execute function capture_change()', table_name);
  end loop;
end $$;

-- What every connection refreshes is no change of the device.
create trigger capture_change after insert or delete on devices for each row execute function capture_change();
create trigger capture_update after update on devices for each row
  when ((old.name, old.hostname, old.ipv4, old.ipv6, old.actor_id, old.site_id, old.firezone_id, old.verified_at)
        is distinct from
        (new.name, new.hostname, new.ipv4, new.ipv6, new.actor_id, new.site_id, new.firezone_id, new.verified_at))
  execute function capture_change();

create trigger capture_change after insert or delete on api_tokens for each row execute function capture_change();
create trigger capture_update after update on api_tokens for each row
  when ((old.name, old.expires_at) is distinct from (new.name, new.expires_at))
  execute function capture_change();

-- Grants come and go with traffic; only a grant that ends before its time is an event.
create trigger capture_change after delete on policy_authorizations for each row
  when (old.expires_at > now()) execute function capture_change();
