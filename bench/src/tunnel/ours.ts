import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Api, type Host, Network, PROGRAMS, SERVICES, until } from "@fz/lab";
import { z } from "zod";
import { measureTcp, type Throughput } from "./iperf.ts";
import { CLIENT_IP, SERVER_IP } from "./pair.ts";

const PORTAL_IP = "203.0.113.10";
const RELAY_IP = "203.0.113.20";
const PORTAL_PORT = 8080;
const PORTAL_URL = `ws://${PORTAL_IP}:${PORTAL_PORT}`;
const RESOURCE_IP = "10.50.0.1";
const account = z.object({ apiToken: z.string(), relayToken: z.string() });

/** The whole platform: client and gateway on one wire as the other tunnels, the resource an address of the gateway's machine. */
export async function measureOurs(seconds: number): Promise<Throughput> {
  const network = new Network();
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const wire = network.segment("wire");
    const [client, server, portal, relay] = ["client", "server", "portal", "relay"].map((name) => network.host(name));
    await wire.plug(client, "eth0", { addresses: [`${CLIENT_IP}/24`] });
    await wire.plug(server, "eth0", { addresses: [`${SERVER_IP}/24`] });
    await wire.plug(portal, "eth0", { addresses: [`${PORTAL_IP}/24`] });
    await wire.plug(relay, "eth0", { addresses: [`${RELAY_IP}/24`] });
    server.ip(`addr add ${RESOURCE_IP}/32 dev lo`);

    const { api, relayToken } = await startPortal(portal, folder);
    const { gatewayToken, clientToken } = await grantNetwork(api);
    relay.startNode("relay", PROGRAMS.relay, [], {
      env: { PUBLIC_IP4_ADDR: RELAY_IP, FIREZONE_API_URL: PORTAL_URL, FIREZONE_TOKEN: relayToken },
    });
    await until("the relay", () => relay.run("curl", "-sf", "http://127.0.0.1:8080/readyz") !== undefined);
    const gateway = server.startNode("gateway", PROGRAMS.gateway, [], {
      env: { FIREZONE_API_URL: PORTAL_URL, FIREZONE_TOKEN: gatewayToken, FIREZONE_ID: "bench-gateway" },
    });
    await gateway.line(/tunnel interface is up/);
    const daemon = client.startNode("client", PROGRAMS.client, [], {
      env: {
        FIREZONE_API_URL: PORTAL_URL,
        FIREZONE_TOKEN: clientToken,
        FIREZONE_ID: "bench-client",
        FIREZONE_DNS_CONTROL: "disabled",
        FIREZONE_STATE_DIR: join(folder, "client"),
        FIREZONE_SOCKET_PATH: join(folder, "client.sock"),
      },
    });
    await daemon.line(/tunnel device configured/);
    await until("the tunnel", () => client.run("ping", "-c", "1", "-W", "1", RESOURCE_IP) !== undefined);
    const measured = await measureTcp({ client, server, address: RESOURCE_IP, seconds });
    await daemon.stop();
    await gateway.stop();
    return measured;
  } finally {
    await network.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startPortal(host: Host, folder: string): Promise<{ api: Api; relayToken: string }> {
  const data = join(folder, "data");
  const words = [PROGRAMS.portal, "--data", data, "bootstrap", "--name", "Bench", "--slug", "bench"];
  const { apiToken, relayToken } = account.parse(JSON.parse(host.run(process.execPath, ...words)));
  const env = { API_CAPACITY: "100000", API_REFILL_RATE: "100000" };
  host.startNode("portal", PROGRAMS.portal, ["--listen", `0.0.0.0:${PORTAL_PORT}`, "--data", data, "serve"], { env });
  const socket = join(folder, "portal.sock");
  host.startNode("forward", SERVICES.unixForward, ["--socket", socket, "--port", String(PORTAL_PORT)]);
  const api = new Api(socket, apiToken);
  await until("the portal's answer", async () => (await api.send("GET", "/account")) !== undefined);
  return { api, relayToken };
}

async function grantNetwork(api: Api): Promise<{ gatewayToken: string; clientToken: string }> {
  const siteId = await api.site("Bench");
  const groupId = await api.group("Bench");
  const actor = await api.serviceAccount("Bench client");
  await api.addMembers(groupId, [actor]);
  const resourceId = await api.resource({ name: "Bench", type: "ip", address: RESOURCE_IP, site_id: siteId });
  await api.policy(groupId, resourceId);
  return { gatewayToken: await api.gatewayToken(siteId), clientToken: await api.clientToken(actor) };
}
