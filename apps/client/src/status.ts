import { z } from "zod";

const ResourceStatusSchema = z.enum(["unknown", "online", "offline"]);

const ResourceSchema = z.object({
  id: z.string(),
  type: z.enum(["dns", "cidr", "internet"]),
  name: z.string(),
  address: z.string().optional(),
  addressDescription: z.string().optional(),
  sites: z.array(z.object({ id: z.string(), name: z.string() })),
  status: ResourceStatusSchema,
  active: z.boolean(),
});
type Resource = z.output<typeof ResourceSchema>;

/** What a running client tells of itself. */
export const StatusSchema = z.object({
  portal: z.enum(["connected", "disconnected"]),
  api_url: z.string(),
  tunnel: z.object({
    interface: z.object({ ipv4: z.string(), ipv6: z.string() }).loose().optional(),
    resources: z.array(ResourceSchema),
    gateways: z.array(
      z.object({
        id: z.string(),
        ipv4: z.string(),
        ipv6: z.string(),
        connection: z.string(),
        path: z.enum(["direct", "relayed"]).optional(),
        rttMs: z.number().optional(),
        resources: z.array(z.string()),
      }),
    ),
  }),
  counters: z.record(z.string(), z.number()),
});
export type Status = z.output<typeof StatusSchema>;

export function formatStatus({ portal, api_url, tunnel }: Status): string {
  const names = new Map(tunnel.resources.map(({ id, name }) => [id, name]));
  const lines = [`Portal     ${portal} (${api_url})`];
  if (tunnel.interface) lines.push(`Addresses  ${tunnel.interface.ipv4}, ${tunnel.interface.ipv6}`);
  else lines.push("Addresses  none yet: waiting for the portal");
  if (tunnel.gateways.length === 0) lines.push("Gateways   none connected; a connection is made when it is needed");
  for (const gateway of tunnel.gateways) {
    const used = gateway.resources.map((id) => names.get(id) ?? id).join(", ");
    lines.push(`Gateway    ${gateway.ipv4}  ${gateway.connection}, ${pathOf(gateway)}  for ${used}`);
  }
  return [...lines, "", formatResources(tunnel.resources)].join("\n");
}

function pathOf({ path, rttMs }: Status["tunnel"]["gateways"][number]): string {
  if (path === undefined) return "no path yet";
  return rttMs === undefined ? path : `${path}, ${rttMs.toFixed(0)} ms`;
}

export function formatResources(resources: readonly Resource[]): string {
  if (resources.length === 0) return "No resources are granted to you.";
  const rows = resources.map((one) => [
    one.name,
    one.address ?? "everything else",
    one.active ? one.status : "switched off",
    one.sites.map((site) => site.name).join(", "),
  ]);
  return table([["RESOURCE", "ADDRESS", "STATUS", "SITE"], ...rows]);
}

/** Names come from the portal; what would control the terminal becomes a question mark. */
function table(texts: readonly (readonly string[])[]): string {
  const rows = texts.map((row) => row.map((cell) => cell.replaceAll(/\p{Cc}/gu, "?")));
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
