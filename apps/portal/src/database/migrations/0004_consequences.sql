-- What must end when something changes ends in the same transaction, whoever makes the change.

create function end_account_access() returns trigger language plpgsql as $$
begin
  delete from policy_authorizations where account_id = new.id;
  delete from client_tokens where account_id = new.id;
  delete from portal_sessions where account_id = new.id;
  return null;
end $$;
create trigger end_access after update of is_disabled on accounts for each row
  when (new.is_disabled and not old.is_disabled) execute function end_account_access();

create function end_actor_access() returns trigger language plpgsql as $$
begin
  if new.is_disabled and not old.is_disabled then
    delete from client_tokens where account_id = new.account_id and actor_id = new.id;
    delete from portal_sessions where account_id = new.account_id and actor_id = new.id;
  end if;
  if old.type = 'account_admin_user' and new.type <> 'account_admin_user' then
    delete from portal_sessions where account_id = new.account_id and actor_id = new.id;
  end if;
  if lower(old.email) is distinct from lower(new.email) then
    delete from external_identities where account_id = new.account_id and actor_id = new.id;
  end if;
  return null;
end $$;
create trigger end_access after update on actors for each row execute function end_actor_access();

create function end_identity_access() returns trigger language plpgsql as $$
begin
  delete from client_tokens t using auth_providers p
    where t.account_id = old.account_id and t.actor_id = old.actor_id
      and p.account_id = t.account_id and p.id = t.auth_provider_id
      and p.issuer = old.issuer and p.type in ('google', 'okta', 'entra', 'oidc');
  delete from portal_sessions s using auth_providers p
    where s.account_id = old.account_id and s.actor_id = old.actor_id
      and p.account_id = s.account_id and p.id = s.auth_provider_id
      and p.issuer = old.issuer and p.type in ('google', 'okta', 'entra', 'oidc');
  return null;
end $$;
create trigger end_access after delete on external_identities for each row execute function end_identity_access();

create function end_provider_access() returns trigger language plpgsql as $$
begin
  delete from client_tokens where account_id = new.account_id and auth_provider_id = new.id;
  delete from portal_sessions where account_id = new.account_id and auth_provider_id = new.id;
  return null;
end $$;
create trigger end_access after update of is_disabled on auth_providers for each row
  when (new.is_disabled and not old.is_disabled) execute function end_provider_access();

create function end_policy_access() returns trigger language plpgsql as $$
begin
  delete from policy_authorizations where account_id = new.account_id and policy_id = new.id;
  return null;
end $$;
create trigger end_access after update on policies for each row
  when ((new.is_disabled and not old.is_disabled)
        or (old.group_id, old.resource_id, old.conditions, old.flow_log_uploads_enabled)
           is distinct from (new.group_id, new.resource_id, new.conditions, new.flow_log_uploads_enabled))
  execute function end_policy_access();

create function end_resource_access() returns trigger language plpgsql as $$
begin
  delete from policy_authorizations where account_id = new.account_id and resource_id = new.id;
  return null;
end $$;
create trigger end_access after update on resources for each row
  when ((old.address, old.type, old.ip_stack, old.site_id) is distinct from
        (new.address, new.type, new.ip_stack, new.site_id))
  execute function end_resource_access();

-- Only grants of policies that ask for a verified client depend on the verification.
create function end_unverified_access() returns trigger language plpgsql as $$
begin
  delete from policy_authorizations a using policies p
    where a.account_id = new.account_id and a.initiating_device_id = new.id
      and p.account_id = a.account_id and p.id = a.policy_id
      and p.conditions @> '[{"property": "client_verified"}]';
  return null;
end $$;
create trigger end_access after update of verified_at on devices for each row
  when (old.verified_at is not null and new.verified_at is null) execute function end_unverified_access();

create function end_pool_member_access() returns trigger language plpgsql as $$
begin
  delete from policy_authorizations
    where account_id = old.account_id and resource_id = old.resource_id and receiving_device_id = old.device_id;
  return null;
end $$;
create trigger end_access after delete on static_device_pool_members for each row
  execute function end_pool_member_access();
