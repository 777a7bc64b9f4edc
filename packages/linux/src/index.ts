export { type Change, ChangeJournal } from "./change-journal.ts";
export {
  CLIENT_APP_ID,
  type DeviceIdOptions,
  deviceId,
  GATEWAY_APP_ID,
  GATEWAY_ID_FILE,
} from "./device-id.ts";
export {
  DNS_CONTROL_METHODS,
  type DnsConfig,
  type DnsControl,
  type DnsControlMethod,
  type DnsControlOptions,
  dnsControl,
} from "./dns-control.ts";
export { type GatewayFirewallOptions, gatewayRuleset, setUpGateway } from "./gateway-firewall.ts";
export { CommandFailed, Host, ProgramMissing, type RunOptions } from "./host.ts";
export { NetworkMonitor, type NetworkMonitorOptions } from "./network-monitor.ts";
export { OneAtATime } from "./one-at-a-time.ts";
export { parseResolvConf, RESOLV_CONF, type ResolvConf } from "./resolv-conf-file.ts";
export { FIREZONE_MARK, removeRouting, TABLE_DEFAULT, TABLE_ON_LINK, TABLE_TUNNEL } from "./routing.ts";
export { setSysctl } from "./sysctl.ts";
export { type SystemInfo, systemInfo } from "./system-info.ts";
export { notifySystemd, type ServiceState } from "./systemd-notify.ts";
export {
  type Families,
  TUN_NAME,
  TunInterface,
  type TunInterfaceOptions,
} from "./tun-interface.ts";
