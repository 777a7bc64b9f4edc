import { text } from "~/text/index.ts";
import type { TabbedCommand } from "../devices/command-tabs.tsx";

const { hints, tabs } = text.sites.deploy;

/** Ready to paste; `apiUrl` is the portal as devices dial it. */
export function deployCommands(apiUrl: string, token: string): readonly [TabbedCommand, ...TabbedCommand[]] {
  return [
    { id: "systemd", label: tabs.systemd, hint: hints.systemd, command: systemd(apiUrl, token) },
    { id: "docker", label: tabs.docker, hint: hints.docker, command: docker(apiUrl, token) },
    { id: "shell", label: tabs.shell, hint: hints.shell, command: shell(apiUrl, token) },
  ];
}

function systemd(apiUrl: string, token: string): string {
  return `sudo apt-get install -y nftables iproute2
sudo install -D -m 600 /dev/stdin /etc/firezone/gateway-token <<'EOF'
${token}
EOF
sudo tee /etc/systemd/system/firezone-gateway.service <<'EOF'
[Unit]
Description=Firezone gateway
After=network-online.target
Wants=network-online.target

[Service]
Type=notify
NotifyAccess=all
ExecStart=/opt/firezone/firezone gateway
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
sudo systemctl daemon-reload
sudo systemctl enable --now firezone-gateway`;
}

function docker(apiUrl: string, token: string): string {
  return `docker run -d --name firezone-gateway --restart unless-stopped \\
  --cap-add NET_ADMIN --device /dev/net/tun \\
  --sysctl net.ipv4.ip_forward=1 \\
  --sysctl net.ipv4.conf.all.src_valid_mark=1 \\
  --sysctl net.ipv6.conf.all.disable_ipv6=0 \\
  --sysctl net.ipv6.conf.all.forwarding=1 \\
  --sysctl net.ipv6.conf.default.forwarding=1 \\
  -v /opt/firezone:/opt/firezone:ro -v firezone-gateway:/var/lib/firezone \\
  -e FIREZONE_API_URL='${apiUrl}' \\
  -e FIREZONE_TOKEN='${token}' \\
  debian:stable-slim sh -c 'apt-get update && apt-get install -y nftables iproute2 \\
    && exec /opt/firezone/firezone gateway'`;
}

function shell(apiUrl: string, token: string): string {
  return `cd /opt/firezone
sudo FIREZONE_API_URL='${apiUrl}' \\
  FIREZONE_TOKEN='${token}' \\
  ./firezone gateway`;
}
