/** What each browser calls itself, the more special before those that they also claim to be. */
const BROWSERS = [
  ["Edg", "Edge"],
  ["OPR", "Opera"],
  ["Firefox", "Firefox"],
  ["Chrome", "Chrome"],
  ["Safari", "Safari"],
] as const;
const SYSTEMS = [
  ["Android", "Android"],
  ["iPhone", "iOS"],
  ["iPad", "iPadOS"],
  ["Windows", "Windows"],
  ["Mac OS X", "macOS"],
  ["CrOS", "ChromeOS"],
  ["Linux", "Linux"],
] as const;

/** Browser and system in two words, from a User-Agent header; undefined where it tells nothing. */
export function browserName(userAgent: string | null): string | undefined {
  const browser = BROWSERS.find(([mark]) => userAgent?.includes(`${mark}/`))?.[1];
  const system = SYSTEMS.find(([mark]) => userAgent?.includes(mark))?.[1];
  const known = [browser, system].filter((word) => word !== undefined);
  return known.length > 0 ? known.join(", ") : undefined;
}
