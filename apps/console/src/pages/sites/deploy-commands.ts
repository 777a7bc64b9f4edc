import { text } from "~/text/index.ts";
import type { TabbedCommand } from "../devices/command-tabs.tsx";
import { isOffered, type PackageCommands, packageCommands } from "../devices/package-commands.ts";
import type { OfferedPackage } from "../devices/use-packages.ts";
import { CHECKOUT, MAKE_PACKAGE } from "../devices/without-package.ts";

const { hints, tabs } = text.sites.deploy;

interface Deployment {
  /** The portal as devices dial it. */
  readonly apiUrl: string;
  readonly token: string;
  readonly packages: readonly OfferedPackage[];
}

type Tabs = readonly [TabbedCommand, ...TabbedCommand[]];

/** Ready to paste: by the package that the portal hands out, or from a checkout where it has none. */
export function deployCommands(deployment: Deployment): Tabs {
  const { apiUrl, packages } = deployment;
  return isOffered(packages) ? fromPackage(deployment, packageCommands(apiUrl, packages)) : fromCheckout(deployment);
}

function fromPackage(deployment: Deployment, { install, unpack, unpackAnywhere, image }: PackageCommands): Tabs {
  const tab = (id: keyof typeof tabs, command: string) => {
    return { id, label: tabs[id], steps: [{ hint: hints[id], command }] };
  };
  return [
    tab("debian", `${install}\n${debian(deployment)}`),
    tab("docker", `${image}\n${docker(deployment, [], "firezone firezone gateway")}`),
    tab("systemd", `${unpackAnywhere("/opt/firezone")}\n${systemd(deployment, "usr/bin/firezone")}`),
    tab("shell", `${unpack}\n${shell(deployment, "usr/bin/firezone")}`),
  ];
}

function fromCheckout(deployment: Deployment): Tabs {
  const mount = "-v /opt/firezone:/opt/firezone:ro";
  const image = `debian:stable-slim sh -c 'apt-get update && apt-get install -y nftables iproute2 \\
    && exec /opt/firezone/firezone gateway'`;
  const tab = (id: "systemd" | "docker" | "shell", hint: string, command: string) => {
    return { id, label: tabs[id], steps: [CHECKOUT, { hint, command }] };
  };
  return [
    tab("systemd", hints.systemdCheckout, systemd(deployment, "firezone")),
    tab("docker", hints.dockerCheckout, docker(deployment, [mount], image)),
    tab("shell", hints.shellCheckout, `cd /opt/firezone &&\n${shell(deployment, "firezone")}`),
    MAKE_PACKAGE,
  ];
}

/** The package brings the unit. */
function debian({ apiUrl, token }: Deployment): string {
  return `echo '${token}' | sudo install -m 600 /dev/stdin /etc/firezone/gateway-token &&
echo 'FIREZONE_API_URL=${apiUrl}' | sudo tee /etc/firezone/gateway.env &&
sudo systemctl enable firezone-gateway && sudo systemctl restart firezone-gateway`;
}

/** `program` lies below /opt/firezone. */
function systemd({ apiUrl, token }: Deployment, program: string): string {
  return `echo '${token}' | sudo install -D -m 600 /dev/stdin /etc/firezone/gateway-token &&
sudo tee /etc/systemd/system/firezone-gateway.service <<'EOF' &&
[Unit]
Description=Firezone gateway
After=network-online.target
Wants=network-online.target

[Service]
Type=notify
NotifyAccess=all
ExecStart=/opt/firezone/${program} gateway
Environment=FIREZONE_API_URL=${apiUrl}
LoadCredential=FIREZONE_TOKEN:/etc/firezone/gateway-token
DynamicUser=yes
StateDirectory=firezone
AmbientCapabilities=CAP_NET_ADMIN
CapabilityBoundingSet=CAP_NET_ADMIN
Restart=always
RestartSec=7
RestartPreventExitStatus=77 78
TimeoutStartSec=infinity

[Install]
WantedBy=multi-user.target
EOF
sudo systemctl daemon-reload &&
sudo systemctl enable firezone-gateway && sudo systemctl restart firezone-gateway`;
}

function docker({ apiUrl, token }: Deployment, mounts: readonly string[], image: string): string {
  const volumes = [...mounts, "-v firezone-gateway:/var/lib/firezone"].join(" ");
  return `docker run -d --name firezone-gateway --restart unless-stopped \\
  --cap-add NET_ADMIN --device /dev/net/tun \\
  --sysctl net.ipv4.ip_forward=1 \\
  --sysctl net.ipv4.conf.all.src_valid_mark=1 \\
  --sysctl net.ipv6.conf.all.disable_ipv6=0 \\
  --sysctl net.ipv6.conf.all.forwarding=1 \\
  --sysctl net.ipv6.conf.default.forwarding=1 \\
  ${volumes} \\
  -e FIREZONE_API_URL='${apiUrl}' \\
  -e FIREZONE_TOKEN='${token}' \\
  ${image}`;
}

function shell({ apiUrl, token }: Deployment, program: string): string {
  return `sudo FIREZONE_API_URL='${apiUrl}' \\
  FIREZONE_TOKEN='${token}' \\
  ./${program} gateway`;
}
