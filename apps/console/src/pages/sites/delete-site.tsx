import { api } from "~/api/client.ts";
import { AccessDiff } from "~/pages/access-diff/access-diff.tsx";
import { PoliciesThatGo } from "~/pages/policies/policies-that-go.tsx";
import { text } from "~/text/index.ts";
import { ConfirmDelete } from "~/ui/confirm.tsx";
import { GoesWith, NAMED } from "~/ui/goes-with.tsx";

const { sites: words } = text;

interface DeleteSiteProps {
  readonly site: { readonly id: string; readonly name: string };
  readonly onDone: () => unknown;
  readonly onClose: () => void;
}

/** Names what goes with a site before it goes, and who loses what. */
export function DeleteSite({ site, onDone, onClose }: DeleteSiteProps) {
  const remove = api.useMutation("delete", "/sites/{id}");
  const resources = api.useQuery("get", "/resources", {
    params: { query: { site_id: site.id, limit: NAMED, sort: "name" } },
  });
  const gateways = api.useQuery("get", "/sites/{site_id}/gateways", {
    params: { path: { site_id: site.id }, query: { limit: NAMED, sort: "name" } },
  });
  return (
    <ConfirmDelete
      title={words.deleteTitle(site.name)}
      onConfirm={() => remove.mutateAsync({ params: { path: { id: site.id } } })}
      done={words.deleted(site.name)}
      onDone={onDone}
      onClose={onClose}
    >
      <p>{resources.data?.data.length === 0 ? words.deleteNothing : words.deleteBody}</p>
      <GoesWith title={words.gateways} query={gateways} nameOf={({ name }) => name} />
      <GoesWith title={words.resources} query={resources} nameOf={({ name }) => name} />
      <PoliciesThatGo of={{ site_id: site.id }} />
      <AccessDiff changes={[{ operation: "delete", object: "site", id: site.id }]} />
    </ConfirmDelete>
  );
}
