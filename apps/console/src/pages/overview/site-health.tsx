import { Link } from "@tanstack/react-router";
import type { Site } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { HealthBadge } from "../sites/health-badge.tsx";
import { useSites } from "./use-sites.ts";

const SHOWN = 12;
const WORST_FIRST = ["offline", "degraded", "healthy", "empty"] as const satisfies readonly Site["health"][];

/** Sites and how many of their gateways are there, those that want care first. */
export function SiteHealth() {
  const { data } = useSites();
  if (!data) return null;
  const rank = ({ health = "empty" }: Site) => WORST_FIRST.indexOf(health);
  const sites = data.data.toSorted((a, b) => rank(a) - rank(b)).slice(0, SHOWN);
  const left = data.metadata.count - sites.length;
  return (
    <>
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {sites.map((site) => (
          <li key={site.id}>
            <Link
              to="/sites/$siteId"
              params={{ siteId: site.id }}
              className="flex items-center justify-between gap-3 rounded-lg border border-line bg-surface px-4 py-3 text-sm hover:bg-raised"
            >
              <span className="truncate font-medium">{site.name}</span>
              <HealthBadge site={site} />
            </Link>
          </li>
        ))}
      </ul>
      {left > 0 && (
        <p className="mt-3 text-sm">
          <Link to="/sites" className="text-accent hover:underline">
            {text.overview.moreSites(left)}
          </Link>
        </p>
      )}
    </>
  );
}
