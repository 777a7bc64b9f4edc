import { useState } from "react";
import { api } from "~/api/client.ts";
import { ApiError } from "~/api/errors.ts";
import { LIMITS } from "~/api/limits.ts";
import { Form } from "~/forms/form.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { text } from "~/text/index.ts";
import { toast } from "~/ui/toaster.tsx";

const { profile: words } = text;
const UNPROCESSABLE = 422;

interface PasswordValues {
  readonly current: string;
  readonly value: string;
  readonly repeat: string;
}

/** By the old one: whoever finds an open browser does not know it. */
export function PasswordSection({ hasPassword }: { readonly hasPassword: boolean }) {
  // Another form after each change, since what was typed is of no use any more.
  const [changes, setChanges] = useState(0);
  const change = api.useMutation("put", "/me/password");
  if (!hasPassword) return <p className="text-ink-soft text-sm">{words.noPassword}</p>;
  const submit = async ({ current, value, repeat }: PasswordValues) => {
    if (value !== repeat) throw new ApiError(UNPROCESSABLE, words.differs, { repeat: words.differs });
    await change.mutateAsync({ body: { password: { current, value } } });
    toast(words.passwordChanged);
    setChanges((before) => before + 1);
  };
  return (
    <div className="max-w-xl rounded-lg border border-line bg-surface p-5">
      <Form<PasswordValues>
        key={changes}
        defaultValues={{ current: "", value: "", repeat: "" }}
        submitLabel={words.savePassword}
        onSubmit={submit}
      >
        <TextField
          name="current"
          label={words.current}
          type="password"
          autoComplete="current-password"
          maxLength={LIMITS.password.current}
          required
        />
        <TextField
          name="value"
          label={words.next}
          hint={words.nextHint}
          type="password"
          autoComplete="new-password"
          maxLength={LIMITS.password.value}
          required
        />
        <TextField
          name="repeat"
          label={words.repeat}
          hint={words.passwordHint}
          type="password"
          autoComplete="new-password"
          maxLength={LIMITS.password.value}
          required
        />
      </Form>
    </div>
  );
}
