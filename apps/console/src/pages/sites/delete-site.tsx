import { api } from "~/api/client.ts";
import { text } from "~/text/index.ts";
import { Confirm } from "~/ui/confirm.tsx";
import { toast } from "~/ui/toaster.tsx";

const { sites: words } = text;
const NAMED = 8;

interface DeleteSiteProps {
  readonly site: { readonly id: string; readonly name: string };
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}

/** Names what goes with a site before it goes. */
export function DeleteSite({ site, onDeleted, onClose }: DeleteSiteProps) {
  const remove = api.useMutation("delete", "/sites/{id}");
  const resources = api.useQuery("get", "/resources", {
    params: { query: { site_id: site.id, limit: NAMED, sort: "name" } },
  });
  const confirm = async () => {
    await remove.mutateAsync({ params: { path: { id: site.id } } });
    toast(words.deleted(site.name));
    onDeleted();
  };
  const names = resources.data?.data.map(({ id, name }) => ({ id, name })) ?? [];
  const more = (resources.data?.metadata.count ?? 0) - names.length;
  if (!resources.data) return null;
  return (
    <Confirm title={words.deleteTitle(site.name)} action={text.common.delete} onConfirm={confirm} onClose={onClose}>
      <p>{names.length > 0 ? words.deleteBody : words.deleteNothing}</p>
      {names.length > 0 && (
        <ul className="mt-2 list-disc pl-5 text-ink">
          {names.map(({ id, name }) => (
            <li key={id}>{name}</li>
          ))}
          {more > 0 && <li>{words.andMore(more)}</li>}
        </ul>
      )}
    </Confirm>
  );
}
