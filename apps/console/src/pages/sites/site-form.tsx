import { useNavigate, useParams } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import { EditPanel, NewPanel } from "~/forms/form-panel.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { text } from "~/text/index.ts";
import { toast } from "~/ui/toaster.tsx";

const { sites: words } = text;
const MAX_NAME = 64;

interface SiteValues {
  readonly name: string;
  readonly health_threshold: number;
}

export function NewSite() {
  const navigate = useNavigate();
  const whyNot = useWhyNot("network");
  const create = api.useMutation("post", "/sites");
  const submit = async (site: SiteValues) => {
    const { data } = await create.mutateAsync({ body: { site } });
    toast(words.created(data.name));
    await navigate({ to: "/sites/$siteId/deploy", params: { siteId: data.id } });
  };
  const close = () => void navigate({ to: "/sites", search: (before) => before });
  return (
    <NewPanel<SiteValues>
      title={words.new}
      description={words.intro}
      defaultValues={{ name: "", health_threshold: 1 }}
      disabledReason={whyNot}
      onSubmit={submit}
      onClose={close}
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
  const site = query.data.data;
  const update = api.useMutation("patch", "/sites/{id}");
  const close = () => void navigate({ to: "/sites/$siteId", params: { siteId } });
  const submit = async (values: SiteValues) => {
    await update.mutateAsync({ params: { path: { id: siteId } }, body: { site: values } });
    toast(words.saved);
    close();
  };
  return (
    <EditPanel<SiteValues>
      title={words.editTitle(site.name)}
      defaultValues={{ name: site.name, health_threshold: site.health_threshold ?? 1 }}
      disabledReason={whyNot}
      onSubmit={submit}
      onClose={close}
    >
      <SiteFields />
    </EditPanel>
  );
}

function SiteFields() {
  return (
    <>
      <TextField name="name" label={text.common.name} hint={words.nameHint} maxLength={MAX_NAME} required autoFocus />
      <TextField name="health_threshold" label={words.threshold} hint={words.thresholdHint} type="number" required />
    </>
  );
}
