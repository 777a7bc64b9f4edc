import { useNavigate } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import type { AuthProvider } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { Confirm, ConfirmDelete, ConfirmSwitch } from "~/ui/confirm.tsx";
import { toast } from "~/ui/toaster.tsx";

const { authentication: words } = text.settings;

interface AskProps {
  readonly provider: AuthProvider;
  readonly onClose: () => void;
}

export function DeleteProvider({ provider, onClose }: AskProps) {
  const navigate = useNavigate();
  const remove = api.useMutation("delete", "/auth_providers/{id}");
  return (
    <ConfirmDelete
      title={words.deleteTitle(provider.name)}
      onConfirm={() => remove.mutateAsync({ params: { path: { id: provider.id } } })}
      done={words.deleted(provider.name)}
      onDone={() => navigate({ to: "/settings/authentication" })}
      onClose={onClose}
    >
      <p>{words.deleteBody}</p>
      <p className="mt-2">{ends(provider)}</p>
    </ConfirmDelete>
  );
}

/** Disables, or enables again. */
export function SwitchProvider({ provider, onClose }: AskProps) {
  const update = api.useMutation("patch", "/auth_providers/{id}");
  const { id, name, is_disabled: isDisabled } = provider;
  const body = { auth_provider: { is_disabled: !isDisabled } };
  return (
    <ConfirmSwitch
      words={words}
      name={name}
      isDisabled={isDisabled}
      onConfirm={() => update.mutateAsync({ params: { path: { id } }, body })}
      done={text.settings.saved}
      onClose={onClose}
    >
      {isDisabled ? words.enableBody : ends(provider)}
    </ConfirmSwitch>
  );
}

/** Makes it the one that people are sent to at once, or no longer so. */
export function SwitchDefault({ provider, onClose }: AskProps) {
  const update = api.useMutation("patch", "/auth_providers/{id}");
  const { id, name, is_default: isDefault } = provider;
  const body = { auth_provider: { is_default: !isDefault } };
  return (
    <Confirm
      title={isDefault ? words.endDefaultTitle(name) : words.makeDefaultTitle(name)}
      action={isDefault ? words.endDefault : words.makeDefault}
      tone={isDefault ? "danger" : "primary"}
      onConfirm={() => update.mutateAsync({ params: { path: { id } }, body })}
      done={text.settings.saved}
      onClose={onClose}
    >
      {isDefault ? words.endDefaultBody : words.makeDefaultBody}
    </Confirm>
  );
}

export function EndSessions({ provider, onClose }: AskProps) {
  const end = api.useMutation("delete", "/auth_providers/{id}/sessions");
  const confirm = async () => {
    const { data } = await end.mutateAsync({ params: { path: { id: provider.id } } });
    toast(words.revoked(data.deleted_count));
  };
  return (
    <Confirm title={words.revokeTitle(provider.name)} action={words.revoke} onConfirm={confirm} onClose={onClose}>
      {ends(provider)}
    </Confirm>
  );
}

function ends({ portal_sessions_count, client_tokens_count }: AuthProvider): string {
  return portal_sessions_count + client_tokens_count === 0
    ? words.noSessions
    : words.ends(portal_sessions_count, client_tokens_count);
}
