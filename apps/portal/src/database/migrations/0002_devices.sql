-- Clients and gateways: one table, for both own a pair of tunnel addresses of the same account-wide ranges.

create table devices (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  type text not null check (type in ('client', 'gateway')),
  firezone_id text,
  name text not null,
  hostname text check (char_length(hostname) between 3 and 255),
  psk_base bytea not null,
  ipv4 inet not null,
  ipv6 inet not null,
  actor_id uuid,
  site_id uuid,
  device_serial text,
  device_uuid text,
  identifier_for_vendor text,
  firebase_installation_id text,
  verified_at timestamptz,
  public_key text,
  client_token_id uuid,
  gateway_token_id uuid,
  last_seen_at timestamptz,
  last_seen_version text,
  last_seen_user_agent text,
  last_seen_remote_ip inet,
  last_seen_remote_ip_location_region text,
  last_seen_remote_ip_location_city text,
  last_seen_remote_ip_location_lat double precision,
  last_seen_remote_ip_location_lon double precision,
  last_attested_device_serial text,
  last_attested_device_uuid text,
  last_attested_mdm_device_id text,
  last_attested_cert_serial text,
  last_attested_cert_fingerprint text,
  last_attested_cert_issuer bytea,
  last_attested_at timestamptz,
  inserted_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, actor_id) references actors on delete cascade,
  foreign key (account_id, site_id) references sites on delete cascade,
  foreign key (account_id, client_token_id) references client_tokens on delete set null (client_token_id),
  constraint devices_owner_fits_type check (
    (type = 'client' and actor_id is not null and site_id is null)
    or (type = 'gateway' and site_id is not null and actor_id is null)
  )
);
create unique index devices_ipv4_index on devices (account_id, ipv4);
create unique index devices_ipv6_index on devices (account_id, ipv6);
create unique index devices_client_index on devices (account_id, actor_id, firezone_id) where actor_id is not null;
create unique index devices_gateway_index on devices (account_id, site_id, firezone_id) where site_id is not null;
create unique index devices_hostname_index on devices (account_id, lower(hostname)) where hostname is not null;
create unique index devices_type_index on devices (account_id, type, id);
create index devices_list_index on devices (account_id, type, inserted_at, id);
create index devices_client_token_index on devices (account_id, client_token_id) where client_token_id is not null;

create table gateway_tokens (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  site_id uuid,
  device_id uuid,
  secret_salt text not null,
  secret_hash text not null,
  rotated_at timestamptz,
  inserted_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, site_id) references sites on delete cascade,
  foreign key (account_id, device_id) references devices on delete cascade,
  constraint gateway_tokens_one_owner check (num_nonnulls(site_id, device_id) = 1)
);
create unique index gateway_tokens_device_index on gateway_tokens (account_id, device_id, (rotated_at is null))
  where device_id is not null;
create index gateway_tokens_site_index on gateway_tokens (account_id, site_id);
create index gateway_tokens_rotated_index on gateway_tokens (rotated_at) where rotated_at is not null;

alter table devices add foreign key (account_id, gateway_token_id)
  references gateway_tokens on delete set null (gateway_token_id);
create index devices_gateway_token_index on devices (account_id, gateway_token_id) where gateway_token_id is not null;

create table static_device_pool_members (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  resource_id uuid not null,
  device_id uuid not null,
  device_type text not null default 'client' check (device_type = 'client'),
  inserted_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, resource_id) references resources on delete cascade,
  foreign key (account_id, device_type, device_id) references devices (account_id, type, id) on delete cascade
);
create unique index static_device_pool_members_pair_index
  on static_device_pool_members (account_id, resource_id, device_id);
create index static_device_pool_members_device_index on static_device_pool_members (account_id, device_id);

create table policy_authorizations (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  policy_id uuid not null,
  resource_id uuid not null,
  initiating_device_id uuid not null,
  receiving_device_id uuid not null,
  token_id uuid not null,
  membership_id uuid,
  initiator_remote_ip inet not null,
  initiator_user_agent text not null,
  receiver_remote_ip inet,
  expires_at timestamptz not null,
  inserted_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, policy_id) references policies on delete cascade,
  foreign key (account_id, resource_id) references resources on delete cascade,
  foreign key (account_id, initiating_device_id) references devices on delete cascade,
  foreign key (account_id, receiving_device_id) references devices on delete cascade,
  foreign key (account_id, token_id) references client_tokens on delete cascade,
  foreign key (account_id, membership_id) references memberships on delete cascade
);
create index policy_authorizations_policy_index on policy_authorizations (account_id, policy_id);
create index policy_authorizations_resource_index on policy_authorizations (account_id, resource_id);
create index policy_authorizations_initiator_index on policy_authorizations (account_id, initiating_device_id);
create index policy_authorizations_receiver_index
  on policy_authorizations (account_id, receiving_device_id, expires_at);
create index policy_authorizations_token_index on policy_authorizations (account_id, token_id);
create index policy_authorizations_membership_index on policy_authorizations (account_id, membership_id);
create index policy_authorizations_expiry_index on policy_authorizations (expires_at);

-- The lowest free address of a range at or after a random start, wrapping around once. The last address and the
-- network address are never handed out. One allocation at a time per account and family.
create function free_tunnel_address(account uuid, network inet, column_name text) returns inet
language plpgsql as $$
declare
  bits constant integer := case family(network) when 4 then 32 else 128 end - masklen(network);
  first constant inet := set_masklen(network, case family(network) when 4 then 32 else 128 end) + 1;
  last constant inet := first + ((1::bigint << bits) - 3);
  start constant inet := first + floor(random() * ((1::bigint << bits) - 2))::bigint;
  taken boolean;
  origin inet;
  candidate inet;
begin
  perform pg_advisory_xact_lock(hashtextextended(account::text || column_name, 0));
  foreach origin in array array[start, first] loop
    execute format('select exists (select 1 from devices where account_id = $1 and %I = $2)', column_name)
      into taken using account, origin;
    if not taken then
      return origin;
    end if;
    execute format(
      'select d.%1$I + 1 from devices d where d.account_id = $1 and d.%1$I >= $2 and d.%1$I < $3 and not exists '
      '(select 1 from devices e where e.account_id = $1 and e.%1$I = d.%1$I + 1) order by d.%1$I limit 1', column_name)
      into candidate using account, origin, last;
    if candidate is not null then
      return candidate;
    end if;
  end loop;
  raise exception 'no free tunnel address left in % for account %', network, account;
end $$;

create function assign_tunnel_addresses() returns trigger language plpgsql as $$
begin
  if new.ipv4 is null then
    new.ipv4 := free_tunnel_address(new.account_id, '100.64.0.0/11', 'ipv4');
  end if;
  if new.ipv6 is null then
    new.ipv6 := free_tunnel_address(new.account_id, 'fd00:2021:1111::/107', 'ipv6');
  end if;
  return new;
end $$;

create trigger assign_tunnel_addresses before insert on devices
  for each row execute function assign_tunnel_addresses();
