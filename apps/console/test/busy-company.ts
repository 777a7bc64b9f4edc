import {
  type ConnectedDevice,
  connectClient,
  connectGateway,
  connectRelay,
  openResource,
  report,
} from "./connected-devices.ts";
import type { ConsoleWorld } from "./console-world.ts";

const SITES = {
  "Lisbon office": { gateways: ["lis-1", "lis-2"], resources: { Wiki: "wiki.corp.example", Printers: "10.20.0.0/24" } },
  "Data centre": {
    gateways: ["dc-1", "dc-2"],
    resources: { GitLab: "git.corp.example", Payroll: "pay.corp.example", Grafana: "grafana.corp.example" },
  },
} as const;
/** Without figures: a stock device, which reports nothing. Throughput in kilobits a second. */
const DEVICES = [
  {
    owner: "Grace Hopper",
    name: "grace-laptop",
    opens: ["GitLab", "Wiki"],
    path: "direct",
    rtt: 11.4,
    kilobits: 3_400,
  },
  { owner: "Alan Turing", name: "bombe", opens: ["GitLab", "Grafana"], path: "direct", rtt: 4.2, kilobits: 88_000 },
  { owner: "Edsger Dijkstra", name: "edsgers-phone", opens: ["Wiki"], path: "relayed", rtt: 63, kilobits: 240 },
  { owner: "Barbara Liskov", name: "liskov-desk", opens: ["Payroll"], path: "direct", rtt: 8.9, kilobits: 950 },
  { owner: "Ken Thompson", name: "kens-laptop", opens: ["Grafana"], path: "relayed", rtt: 48, kilobits: 12_500 },
  { owner: "Radia Perlman", name: "radia-tablet", opens: ["Printers"] },
] as const;
const REPORTS_APART_SECONDS = 3;
const BITS = 8;
/** For so many bytes received one is sent. */
const SENT_SHARE = 12;
const EXPIRES_AT = "2041-03-04T05:06:07Z";

/** A company at work, on real sockets: two sites, six people with devices that are connected. Gives its devices. */
export async function connectCompany(world: ConsoleWorld): Promise<readonly ConnectedDevice[]> {
  const { created } = world.things;
  const staff = await created("/groups", { group: { name: "Staff" } });
  const relay = await connectRelay(world);
  const gateways: ConnectedDevice[] = [];
  const resources = new Map<string, string>();
  for (const [name, { gateways: names, resources: addresses }] of Object.entries(SITES)) {
    const site = await created("/sites", { site: { name } });
    const { token } = await created(`/sites/${site.id}/gateway_tokens`, {});
    for (const gateway of names) gateways.push(await connectGateway(world, gateway, token));
    for (const [resource, address] of Object.entries(addresses)) {
      const type = address.includes("/") ? "cidr" : "dns";
      const { id } = await created("/resources", { resource: { name: resource, type, address, site_id: site.id } });
      await created("/policies", { policy: { group_id: staff.id, resource_id: id } });
      resources.set(resource, id);
    }
  }
  const people = new Map<string, string>();
  for (const { owner } of DEVICES) {
    const email = `${owner.toLowerCase().replace(" ", ".")}@corp.example`;
    people.set(owner, (await created("/actors", { actor: { name: owner, email, type: "account_user" } })).id);
  }
  const memberships = [...people.values()].map((actor_id) => ({ actor_id }));
  await world.running.api("PUT", `/groups/${staff.id}/memberships`, { memberships });
  const clients: ConnectedDevice[] = [];
  const reports: ((seconds: number) => void)[] = [];
  for (const device of DEVICES) {
    const client = await connectClient(world, device.name, await clientToken(world, people.get(device.owner) ?? ""));
    const peers = new Set<string>();
    for (const name of device.opens) {
      peers.add(await openResource(client, gateways, resources.get(name) ?? "", [...peers]));
    }
    if ("path" in device) reports.push((seconds) => report(client, figures(device, peers, seconds)));
    clients.push(client);
  }
  for (const send of reports) send(0);
  // Two reports say how fast it goes.
  await new Promise((resolve) => setTimeout(resolve, REPORTS_APART_SECONDS * 1_000));
  for (const send of reports) send(REPORTS_APART_SECONDS);
  return [relay, ...gateways, ...clients];
}

type ReportingDevice = Extract<(typeof DEVICES)[number], { readonly path: string }>;

function figures({ path, rtt, kilobits }: ReportingDevice, peers: ReadonlySet<string>, seconds: number) {
  const bytes_received = Math.round((kilobits * seconds * 1_000) / BITS);
  const bytes_sent = Math.round(bytes_received / SENT_SHARE);
  return [...peers].map((peer_id, place) => ({ peer_id, path, rtt_ms: rtt + place, bytes_received, bytes_sent }));
}

/** What signing in gives. */
async function clientToken({ running }: ConsoleWorld, actor_id: string): Promise<string> {
  const { context } = running.portal;
  const { token, ...secret } = context.tokens.mint("client", running.account.accountId, context.now());
  const row = { ...secret, account_id: running.account.accountId, actor_id, expires_at: EXPIRES_AT };
  await context.db.insertInto("client_tokens").values(row).execute();
  return token;
}
