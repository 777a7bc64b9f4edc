import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";

export type Purpose = "start" | "test" | "bench";

interface DebianPackage {
  readonly name: string;
  /** A file that the package brings; where it exists nothing is installed. */
  readonly brings: string;
  readonly why: string;
  readonly purposes: readonly Purpose[];
}

const EVERYTHING: readonly Purpose[] = ["start", "test", "bench"];
const PROOF: readonly Purpose[] = ["test"];

/** Every Debian package that the two commands of the README use, and what for. */
export const DEBIAN_PACKAGES: readonly DebianPackage[] = [
  { name: "iproute2", brings: "/usr/sbin/ip", why: "network namespaces, routes and rules", purposes: EVERYTHING },
  { name: "nftables", brings: "/usr/sbin/nft", why: "NAT of the lab and of the gateway", purposes: EVERYTHING },
  { name: "ethtool", brings: "/usr/sbin/ethtool", why: "offloads of the lab's links", purposes: EVERYTHING },
  { name: "procps", brings: "/usr/sbin/sysctl", why: "forwarding in the lab and on the gateway", purposes: EVERYTHING },
  { name: "curl", brings: "/usr/bin/curl", why: "requests through the tunnel", purposes: EVERYTHING },
  { name: "iputils-ping", brings: "/usr/bin/ping", why: "latency through the tunnel", purposes: EVERYTHING },
  { name: "iperf3", brings: "/usr/bin/iperf3", why: "throughput through the tunnel", purposes: ["test", "bench"] },
  { name: "dnsutils", brings: "/usr/bin/dig", why: "a foreign DNS client against the stub resolver", purposes: PROOF },
  {
    name: "tcpdump",
    brings: "/usr/bin/tcpdump",
    why: "shows that only ciphertext crosses the internet",
    purposes: PROOF,
  },
  {
    name: "coturn",
    brings: "/usr/bin/turnutils_uclient",
    why: "a foreign TURN client against the relay",
    purposes: PROOF,
  },
  {
    name: "wireguard-go",
    brings: "/usr/bin/wireguard-go",
    why: "a foreign WireGuard peer",
    purposes: ["test", "bench"],
  },
  { name: "wireguard-tools", brings: "/usr/bin/wg", why: "configures wireguard-go", purposes: ["test", "bench"] },
  { name: "openvpn", brings: "/usr/sbin/openvpn", why: "the benchmark's other tunnel", purposes: ["bench"] },
  {
    name: "openssl",
    brings: "/usr/bin/openssl",
    why: "certificates for tests of TLS and for the benchmark's other tunnel",
    purposes: ["test", "bench"],
  },
  {
    name: "chromium",
    brings: "/usr/bin/chromium",
    why: "a real browser for the sign-in pages",
    purposes: PROOF,
  },
  { name: "systemd", brings: "/usr/bin/systemd-analyze", why: "checks the units that people paste", purposes: PROOF },
  {
    name: "postgresql",
    brings: "/usr/lib/postgresql/15/bin/postgres",
    why: "the portal's tests and benchmark against a PostgreSQL server",
    purposes: ["test", "bench"],
  },
];

/** Packages that `purpose` needs and this machine lacks. */
export function missingPackages(purpose: Purpose): readonly DebianPackage[] {
  return DEBIAN_PACKAGES.filter((one) => one.purposes.includes(purpose) && !existsSync(one.brings));
}

const POLICY = "/usr/sbin/policy-rc.d";

/**
 * Installs packages with apt. Services that come with them are not started: a temporary policy-rc.d says no for the
 * time of the installation, as Debian's policy provides.
 */
export function installPackages(packages: readonly DebianPackage[]): void {
  const ownPolicy = !existsSync(POLICY);
  if (ownPolicy) writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    apt("update", "-qq");
    apt("install", "-y", "-qq", "--no-install-recommends", ...packages.map((one) => one.name));
  } finally {
    if (ownPolicy) rmSync(POLICY, { force: true });
  }
}

function apt(...words: string[]): void {
  const run = spawnSync("apt-get", words, {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    encoding: "utf8",
    maxBuffer: 64 << 20,
  });
  if (run.status !== 0) {
    const lastWords = (run.stderr || run.error?.message || "").trim().split("\n").slice(-3).join(" · ");
    throw new Error(`apt-get ${words.join(" ")} failed: ${lastWords}`);
  }
}
