-- Policies and memberships that end by themselves, and trees of conditions beside the list.

alter table policies add column condition_tree jsonb;
alter table policies add column expires_at timestamptz;
alter table memberships add column expires_at timestamptz;
create index policies_expiry_index on policies (expires_at) where expires_at is not null;
create index memberships_expiry_index on memberships (expires_at) where expires_at is not null;

-- What an account was at a past moment is read from the changes since.
create index change_logs_account_time_index on change_logs (account_id, timestamp);
create index session_logs_device_index on session_logs (account_id, (subject ->> 'device_id'), timestamp desc)
  where context = 'client';

-- Grants end with what they were given on.
drop trigger end_access on policies;
create trigger end_access after update on policies for each row
  when ((new.is_disabled and not old.is_disabled)
        or (old.group_id, old.resource_id, old.conditions, old.flow_log_uploads_enabled, old.condition_tree,
            old.expires_at)
           is distinct from
           (new.group_id, new.resource_id, new.conditions, new.flow_log_uploads_enabled, new.condition_tree,
            new.expires_at))
  execute function end_policy_access();

create function end_membership_access() returns trigger language plpgsql as $$
begin
  delete from policy_authorizations where account_id = new.account_id and membership_id = new.id;
  return null;
end $$;
create trigger end_access after update of expires_at on memberships for each row
  when (old.expires_at is distinct from new.expires_at) execute function end_membership_access();

-- In a tree verification may count for access or against it; in the list its loss only may end access.
create or replace function end_unverified_access() returns trigger language plpgsql as $$
begin
  delete from policy_authorizations a using policies p
    where a.account_id = new.account_id and a.initiating_device_id = new.id
      and p.account_id = a.account_id and p.id = a.policy_id
      and ((new.verified_at is null and p.conditions @> '[{"property": "client_verified"}]')
           or jsonb_path_exists(p.condition_tree, '$.** ? (@.property == "client_verified")'));
  return null;
end $$;
drop trigger end_access on devices;
create trigger end_access after update of verified_at on devices for each row
  when ((old.verified_at is null) is distinct from (new.verified_at is null))
  execute function end_unverified_access();
