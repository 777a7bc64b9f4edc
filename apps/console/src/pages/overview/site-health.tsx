import { Link } from "@tanstack/react-router";
import { text } from "~/text/index.ts";
import { HealthBadge } from "../sites/health-badge.tsx";
import { useSites } from "./use-sites.ts";

/** Sites and how many of their gateways are there, those that want care first. */
export function SiteHealth() {
  const { data } = useSites();
  if (!data) return null;
  const left = data.metadata.count - data.data.length;
  return (
    <>
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {data.data.map((site) => (
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
