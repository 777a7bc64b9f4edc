import { useNavigate, useParams } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import { LIMITS } from "~/api/limits.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Site } from "~/api/types.ts";
import { EditPanel, type Seen } from "~/forms/edit-form.tsx";
import { NewPanel } from "~/forms/form-panel.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { text } from "~/text/index.ts";
import { toast } from "~/ui/toaster.tsx";

const { sites: words } = text;

interface SiteValues {
  readonly name: string;
  readonly health_threshold: number;
}

function toForm({ name, health_threshold = 1 }: Site): SiteValues {
  return { name, health_threshold };
}

/** Makes a site, and goes on to its first gateway. */
function useCreateSite() {
  const navigate = useNavigate();
  const create = api.useMutation("post", "/sites");
  return async (site: SiteValues) => {
    const { data } = await create.mutateAsync({ body: { site } });
    toast(words.created(data.name));
    await navigate({ to: "/sites/$siteId/deploy", params: { siteId: data.id } });
  };
}

export function NewSite() {
  const navigate = useNavigate();
  const whyNot = useWhyNot("network");
  return (
    <NewPanel<SiteValues>
      title={words.new}
      description={words.intro}
      defaultValues={{ name: "", health_threshold: 1 }}
      disabledReason={whyNot}
      onSubmit={useCreateSite()}
      onClose={() => void navigate({ to: "/sites", search: (before) => before })}
    >
      <SiteFields />
    </NewPanel>
  );
}

export function EditSite() {
  const { siteId } = useParams({ from: "/sites/$siteId/edit" });
  const navigate = useNavigate();
  const whyNot = useWhyNot("network");
  const query = api.useSuspenseQuery("get", "/sites/{id}", {
    params: { path: { id: siteId }, query: { include: "details" } },
  });
  const update = api.useMutation("patch", "/sites/{id}");
  const submit = (site: SiteValues, { header }: Seen<Site>) =>
    update.mutateAsync({ params: { path: { id: siteId }, header }, body: { site } });
  return (
    <EditPanel
      title={words.editTitle(query.data.data.name)}
      item={{ object: "sites", id: siteId }}
      query={query}
      toForm={toForm}
      disabledReason={whyNot}
      onSubmit={submit}
      saved={words.saved}
      onCreate={useCreateSite()}
      onClose={() => void navigate({ to: "/sites/$siteId", params: { siteId } })}
    >
      <SiteFields />
    </EditPanel>
  );
}

function SiteFields() {
  return (
    <>
      <TextField
        name="name"
        label={text.common.name}
        hint={words.nameHint}
        maxLength={LIMITS.site.name}
        required
        autoFocus
      />
      <TextField name="health_threshold" label={words.threshold} hint={words.thresholdHint} type="number" required />
    </>
  );
}
