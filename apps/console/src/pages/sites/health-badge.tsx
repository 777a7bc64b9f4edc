import type { Site } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { Badge, type Tone } from "~/ui/badge.tsx";

const TONES = { healthy: "good", degraded: "warn", offline: "bad", empty: "neutral" } as const satisfies Record<
  NonNullable<Site["health"]>,
  Tone
>;

/** How many of a site's gateways are online, and whether that is enough. */
export function HealthBadge({
  site,
}: {
  readonly site: Pick<Site, "health" | "online_gateways_count" | "gateways_count">;
}) {
  const { health = "empty", online_gateways_count: online = 0, gateways_count: all = 0 } = site;
  return (
    <Badge tone={TONES[health]} dot>
      {health === "empty" ? text.sites.health.empty : text.sites.health.online(online, all)}
    </Badge>
  );
}
