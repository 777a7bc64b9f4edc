import { api } from "~/api/client.ts";
import { text } from "~/text/index.ts";
import { ConfirmDelete } from "~/ui/confirm.tsx";

const { sites: words } = text;
const NAMED = 8;

interface DeleteSiteProps {
  readonly site: { readonly id: string; readonly name: string };
  readonly onDone: () => unknown;
  readonly onClose: () => void;
}

/** Names what goes with a site before it goes. */
export function DeleteSite({ site, onDone, onClose }: DeleteSiteProps) {
  const remove = api.useMutation("delete", "/sites/{id}");
  const resources = api.useQuery("get", "/resources", {
    params: { query: { site_id: site.id, limit: NAMED, sort: "name" } },
  });
  const names = resources.data?.data.map(({ id, name }) => ({ id, name })) ?? [];
  const more = (resources.data?.metadata.count ?? 0) - names.length;
  if (!resources.data) return null;
  return (
    <ConfirmDelete
      title={words.deleteTitle(site.name)}
      onConfirm={() => remove.mutateAsync({ params: { path: { id: site.id } } })}
      done={words.deleted(site.name)}
      onDone={onDone}
      onClose={onClose}
    >
      <p>{names.length > 0 ? words.deleteBody : words.deleteNothing}</p>
      {names.length > 0 && (
        <ul className="mt-2 list-disc pl-5 text-ink">
          {names.map(({ id, name }) => (
            <li key={id}>{name}</li>
          ))}
          {more > 0 && <li>{words.andMore(more)}</li>}
        </ul>
      )}
    </ConfirmDelete>
  );
}
