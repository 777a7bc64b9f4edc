import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Host, run } from "@fz/lab";
import { measureTcp, type Throughput } from "./iperf.ts";
import { SERVER_IP, withPair } from "./pair.ts";

const PORT = 1194;

/** Debian's OpenVPN 2.6 in userspace, AES-256-GCM over UDP, peers known by certificate fingerprint. */
export async function measureOpenvpn(seconds: number): Promise<Throughput> {
  const folder = mkdtempSync(join(tmpdir(), "openvpn-"));
  try {
    const serverIdentity = makeIdentity(folder, "server");
    const clientIdentity = makeIdentity(folder, "client");
    return await withPair(async ({ client, server }) => {
      const atServer = start(server, serverIdentity, clientIdentity.fingerprint, [
        ...["--tls-server", "--dh", "none", "--local", SERVER_IP, "--lport", String(PORT)],
        ...["--ifconfig", "10.9.0.2", "10.9.0.1"],
      ]);
      const atClient = start(client, clientIdentity, serverIdentity.fingerprint, [
        ...["--tls-client", "--remote", SERVER_IP, String(PORT), "--nobind"],
        ...["--ifconfig", "10.9.0.1", "10.9.0.2"],
      ]);
      try {
        await atClient.line(/Initialization Sequence Completed/);
        await atServer.line(/Initialization Sequence Completed/);
        return await measureTcp({ client, server, address: "10.9.0.2", seconds });
      } finally {
        await atClient.stop();
        await atServer.stop();
      }
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Identity {
  readonly certificate: string;
  readonly key: string;
  readonly fingerprint: string;
}

function makeIdentity(folder: string, name: string): Identity {
  const certificate = join(folder, `${name}.crt`);
  const key = join(folder, `${name}.key`);
  run("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...["-subj", `/CN=${name}`, "-keyout", key, "-out", certificate],
  ]);
  const printed = run("openssl", ["x509", "-in", certificate, "-noout", "-fingerprint", "-sha256"]);
  // OpenVPN wants the key readable by its owner only.
  writeFileSync(key, readFileSync(key), { mode: 0o600 });
  return { certificate, key, fingerprint: printed.split("=")[1]?.trim() ?? "" };
}

function start(host: Host, identity: Identity, peerFingerprint: string, words: readonly string[]) {
  return host.start("openvpn", "openvpn", [
    ...["--dev", "tun0", "--dev-type", "tun", "--topology", "p2p", "--proto", "udp", "--disable-dco"],
    ...["--cert", identity.certificate, "--key", identity.key, "--peer-fingerprint", peerFingerprint],
    ...["--data-ciphers", "AES-256-GCM", "--cipher", "AES-256-GCM", "--sndbuf", "0", "--rcvbuf", "0", "--verb", "3"],
    ...words,
  ]);
}
