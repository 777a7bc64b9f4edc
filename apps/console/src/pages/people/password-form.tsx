import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import { FormPanel } from "~/forms/form-panel.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { text } from "~/text/index.ts";
import { toast } from "~/ui/toaster.tsx";

const { people: words } = text;
const SHOWN = 100;

interface PasswordValues {
  readonly value: string;
}

/** An administrator gives a person a password, the first one or another. */
export function SetPassword() {
  const { actorId } = useParams({ from: "/actors/$actorId/password" });
  const navigate = useNavigate();
  const whyNot = useWhyNot("everything");
  const set = api.useMutation("put", "/actors/{actor_id}/password");
  const close = () => void navigate({ to: "/actors/$actorId", params: { actorId } });
  const submit = async (password: PasswordValues) => {
    await set.mutateAsync({ params: { path: { actor_id: actorId } }, body: { password } });
    toast(words.passwordSet);
    close();
  };
  return (
    <FormPanel<PasswordValues>
      title={words.setPassword}
      description={words.setPasswordHint}
      defaultValues={{ value: "" }}
      submitLabel={text.common.save}
      disabledReason={whyNot}
      onSubmit={submit}
      onClose={close}
    >
      <TextField
        name="value"
        label={words.newPassword}
        hint={words.passwordHint}
        type="password"
        autoComplete="new-password"
        required
        autoFocus
      />
      <WayIsMissing />
    </FormPanel>
  );
}

/** A password is of no use while there is no way to sign in with it. */
function WayIsMissing() {
  const { data } = api.useQuery("get", "/auth_providers", { params: { query: { limit: SHOWN } } });
  const isThere = data?.data.some(({ type, is_disabled: isDisabled }) => type === "userpass" && !isDisabled);
  if (!data || isThere) return null;
  return (
    <p role="note" className="rounded-md bg-warn-soft px-3 py-2.5 text-sm text-warn">
      {words.passwordsOff}{" "}
      <Link to="/settings/authentication/new" className="underline">
        {words.turnPasswordsOn}
      </Link>
    </p>
  );
}
