import { parseSocketAddress } from "@fz/ip";
import type { RelayConfig } from "@fz/snownet";
import type { Relay } from "@fz/wire";

const REALM = "firezone";

/** The portal lists a dual-stack relay twice, once per family; adjacent entries of one id belong together. */
export function relayConfigs(relays: readonly Relay[]): RelayConfig[] {
  const configs: RelayConfig[] = [];
  for (const relay of relays) {
    const address = relay.type === "turn" ? parseSocketAddress(relay.addr) : undefined;
    if (relay.type !== "turn" || !address) continue;
    const previous = configs.at(-1);
    if (previous?.id === relay.id) {
      configs[configs.length - 1] = { ...previous, addresses: [...previous.addresses, address] };
    } else {
      const { id, username, password } = relay;
      configs.push({ id, username, password, realm: REALM, addresses: [address] });
    }
  }
  return configs;
}
