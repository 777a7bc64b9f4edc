import type { Host } from "@fz/lab";
import { measureTcp, type Throughput } from "./iperf.ts";
import { CLIENT_IP, SERVER_IP, withPair } from "./pair.ts";

const PORT = 51820;
const MTU = 1280;

/** Debian's wireguard-go on both ends. */
export function measureWireguardGo(seconds: number): Promise<Throughput> {
  return withPair(async ({ client, server }) => {
    const clientKeys = makeKeys(client);
    const serverKeys = makeKeys(server);
    const stopClient = await startInterface(
      client,
      clientKeys.privateKey,
      "10.9.0.1/24",
      serverKeys.publicKey,
      SERVER_IP,
    );
    const stopServer = await startInterface(
      server,
      serverKeys.privateKey,
      "10.9.0.2/24",
      clientKeys.publicKey,
      CLIENT_IP,
    );
    try {
      return await measureTcp({ client, server, address: "10.9.0.2", seconds });
    } finally {
      await stopClient();
      await stopServer();
    }
  });
}

function makeKeys(host: Host): { privateKey: string; publicKey: string } {
  const privateKey = host.run("wg", "genkey").trim();
  const publicKey = host.run("sh", "-c", `echo ${privateKey} | wg pubkey`).trim();
  return { privateKey, publicKey };
}

async function startInterface(
  host: Host,
  privateKey: string,
  address: string,
  peerKey: string,
  peerIp: string,
): Promise<() => Promise<unknown>> {
  // Each host has its own interface name: the control socket in /var/run/wireguard is the machine's, not the namespace's.
  const name = `wg${host.name}`;
  const daemon = host.start("wireguard-go", "wireguard-go", ["--foreground", name], {
    env: { WG_I_PREFER_BUGGY_USERSPACE_TO_POLISHED_KMOD: "1", LOG_LEVEL: "verbose" },
  });
  await daemon.line(/UAPI listener started/);
  host.run(
    "sh",
    "-c",
    `echo ${privateKey} > /dev/shm/${name}.key && wg set ${name} private-key /dev/shm/${name}.key listen-port ${PORT} ` +
      `peer ${peerKey} allowed-ips 0.0.0.0/0 endpoint ${peerIp}:${PORT}; code=$?; rm -f /dev/shm/${name}.key; exit $code`,
  );
  host.ip(`addr add ${address} dev ${name}`);
  host.ip(`link set ${name} mtu ${MTU} up`);
  return () => daemon.stop();
}
