import { TurnServer } from "@fz/simnet";
import type { RelayConfig } from "../src/relay.ts";

/** A relay that knows one user. */
export function turnServer(config: Pick<RelayConfig, "addresses" | "username" | "password">): TurnServer {
  const password = (username: string) => (username === config.username ? config.password : undefined);
  return new TurnServer({ addresses: config.addresses, realm: "firezone", password });
}
