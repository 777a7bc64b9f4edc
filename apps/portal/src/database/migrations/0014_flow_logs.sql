-- What devices report of flows (portal protocol, §8): one partition for each day of flow_start, made ahead and dropped as a
-- whole when its time has come (see flow-logs/partitions.ts). Who and what are as of the report, without foreign keys to
-- what may be gone by then.

create sequence flow_logs_seq;

create table flow_logs (
  account_id uuid not null references accounts on delete cascade,
  log_id bytea not null check (octet_length(log_id) = 12),
  seq bigint not null default nextval('flow_logs_seq'),
  role text not null check (role in ('initiator', 'responder')),
  initiator_device_id uuid not null,
  responder_device_id uuid not null,
  policy_authorization_id uuid not null,
  policy_id uuid not null,
  resource_id uuid not null,
  resource_name text not null,
  resource_address text,
  initiator_actor_id uuid not null,
  initiator_actor_name text not null,
  initiator_actor_email text,
  initiator_auth_provider_id uuid,
  initiator_client_version text,
  initiator_device_os_name text,
  initiator_device_os_version text,
  initiator_device_serial text,
  initiator_device_uuid text,
  initiator_device_identifier_for_vendor text,
  initiator_device_firebase_installation_id text,
  authorized_at timestamptz not null,
  authorization_expires_at timestamptz not null,
  protocol text not null check (protocol in ('tcp', 'udp')),
  inner_src_ip inet not null,
  inner_src_port integer not null,
  inner_dst_ip inet not null,
  inner_dst_port integer not null,
  inner_domain text,
  flow_start timestamptz not null,
  flow_end timestamptz,
  last_packet timestamptz,
  rx_packets bigint,
  tx_packets bigint,
  rx_bytes bigint,
  tx_bytes bigint,
  outers jsonb,
  inserted_at timestamptz not null default now()
) partition by range (flow_start);

create unique index flow_logs_flow_index on flow_logs
  (account_id, initiator_device_id, role, flow_start, protocol, inner_src_ip, inner_src_port, inner_dst_ip,
   inner_dst_port, resource_id);
create index flow_logs_time_index on flow_logs (account_id, flow_start desc, log_id desc);
create index flow_logs_id_index on flow_logs (account_id, log_id);

-- Days are those of UTC. Portals that need the same day at the same time make it once.
create function make_flow_logs_partition(day date) returns void language plpgsql as $$
declare
  name text := 'flow_logs_' || to_char(day, 'YYYYMMDD');
begin
  perform pg_advisory_xact_lock(hashtext('flow_logs_partitions'));
  if to_regclass(name) is null then
    execute format('create table %I partition of flow_logs for values from (%L) to (%L)',
                   name, day || ' 00:00:00+00', (day + 1) || ' 00:00:00+00');
  end if;
end $$;

-- Lists and exports of changes go by time.
create index change_logs_time_index on change_logs (account_id, timestamp desc, log_id desc);
