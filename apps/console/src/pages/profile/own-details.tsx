import { useQueryClient } from "@tanstack/react-query";
import { api } from "~/api/client.ts";
import { LIMITS } from "~/api/limits.ts";
import { mayRead, meQuery, type Readable, useMe } from "~/api/me.ts";
import type { Me } from "~/api/types.ts";
import { Form } from "~/forms/form.tsx";
import { SelectField } from "~/forms/select-field.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { text } from "~/text/index.ts";
import { toast } from "~/ui/toaster.tsx";

const { profile: words } = text;

interface DetailValues {
  readonly name: string;
  readonly start_page: Me["start_page"];
}

const START_PAGES = [
  ["overview", "everything"],
  ["sites", "network"],
  ["resources", "network"],
  ["groups", "everything"],
  ["policies", "everything"],
  ["clients", "everything"],
  ["actors", "everything"],
] as const satisfies readonly (readonly [Me["start_page"], Readable])[];

/** What one changes of oneself: the name, and where the console opens. */
export function OwnDetails() {
  const { actor, role, start_page } = useMe();
  const queries = useQueryClient();
  const update = api.useMutation("patch", "/me");
  const pages = START_PAGES.filter(([page, kind]) => mayRead(role, kind) || page === start_page);
  const submit = async (me: DetailValues) => {
    await update.mutateAsync({ body: { me } });
    await queries.invalidateQueries({ queryKey: meQuery.queryKey });
    toast(words.saved);
  };
  return (
    <div className="max-w-xl rounded-lg border border-line bg-surface p-5">
      <Form<DetailValues>
        defaultValues={{ name: actor.name, start_page }}
        submitLabel={text.common.save}
        onSubmit={submit}
      >
        <TextField name="name" label={text.common.name} hint={words.nameHint} maxLength={LIMITS.me.name} required />
        {role !== "person" && (
          <SelectField
            name="start_page"
            label={words.startPage}
            hint={words.startPageHint}
            options={pages.map(([value]) => ({ value, label: words.startPages[value] }))}
          />
        )}
      </Form>
    </div>
  );
}
