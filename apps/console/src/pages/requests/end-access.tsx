import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { LIMITS } from "~/api/limits.ts";
import { useWhyNot } from "~/api/me.ts";
import type { AccessRequest } from "~/api/types.ts";
import { Form } from "~/forms/form.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { Section } from "~/ui/page.tsx";
import { toast } from "~/ui/toaster.tsx";

const { requests: words } = text;

interface EndAccessProps {
  readonly request: AccessRequest;
  readonly onClose: () => void;
}

/** Ends access that an approved request gives, before its time. */
export function EndAccess({ request: { id, group_name: group, owns_group }, onClose }: EndAccessProps) {
  const [isAsking, setAsking] = useState(false);
  const whyNot = useWhyNot("everything");
  const queries = useQueryClient();
  const end = api.useMutation("post", "/access/requests/{id}/end");
  const submit = async (access_request: { readonly note: string }) => {
    await end.mutateAsync({ params: { path: { id } }, body: { access_request } });
    toast(words.accessEnded);
    await queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/access/") });
    onClose();
  };
  if (!isAsking) {
    return (
      <Button variant="danger" disabledReason={whyNot} onClick={() => setAsking(true)}>
        {words.endAccess}
      </Button>
    );
  }
  return (
    <Section title={words.endAccess}>
      <p className="mb-4 text-ink-soft text-sm">{owns_group ? words.endOwn : words.endMembership(group ?? "")}</p>
      <Form<{ note: string }>
        defaultValues={{ note: "" }}
        submitLabel={words.endNow}
        onSubmit={submit}
        onCancel={() => setAsking(false)}
      >
        <TextField
          name="note"
          label={words.note}
          hint={words.noteHint}
          maxLength={LIMITS.access_request.note}
          autoFocus
        />
      </Form>
    </Section>
  );
}
