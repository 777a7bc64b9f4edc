import { join } from "node:path";

const apps = join(import.meta.dirname, "../../../apps");

/** The programs under test, as they are in this repository. */
export const PROGRAMS = {
  portal: join(apps, "portal/src/main.ts"),
  relay: join(apps, "relay/src/main.ts"),
  gateway: join(apps, "gateway/src/main.ts"),
  client: join(apps, "client/src/main.ts"),
} as const;

export const SERVICES = {
  web: join(import.meta.dirname, "../services/web.ts"),
  dns: join(import.meta.dirname, "../services/dns.ts"),
  fetchTogether: join(import.meta.dirname, "../services/fetch-together.ts"),
  unixForward: join(import.meta.dirname, "../services/unix-forward.ts"),
} as const;
