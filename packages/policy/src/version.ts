// Versions of clients and operating systems: numbers with dots, any count of them, and a pre-release as in semver 2.0.0.

export interface DottedVersion {
  readonly numbers: readonly number[];
  readonly prerelease: readonly string[];
}

const IDENTIFIERS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
const DOTTED = new RegExp(`^(\\d{1,9}(?:\\.\\d{1,9}){0,7})(?:-(${IDENTIFIERS}))?(?:\\+${IDENTIFIERS})?$`);

/** `15`, `10.0.26100`, `1.5.9-rc.1+build`; undefined for anything else. */
export function parseDottedVersion(text: string): DottedVersion | undefined {
  const match = DOTTED.exec(text);
  if (!match) return undefined;
  return { numbers: match[1].split(".").map(Number), prerelease: match[2]?.split(".") ?? [] };
}

/**
 * By precedence (semver §11): negative, zero or positive. Numbers that are missing count as zero, so `15` and `15.0` are
 * the same; a pre-release comes before its release; build metadata does not count.
 */
export function compareDottedVersions(a: DottedVersion, b: DottedVersion): number {
  for (let i = 0; i < Math.max(a.numbers.length, b.numbers.length); i++) {
    const order = (a.numbers[i] ?? 0) - (b.numbers[i] ?? 0);
    if (order !== 0) return order;
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0) return b.prerelease.length - a.prerelease.length;
  for (let i = 0; i < Math.min(a.prerelease.length, b.prerelease.length); i++) {
    const order = compareIdentifiers(a.prerelease[i], b.prerelease[i]);
    if (order !== 0) return order;
  }
  return a.prerelease.length - b.prerelease.length;
}

function compareIdentifiers(a: string, b: string): number {
  const [aIsNumber, bIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (aIsNumber && bIsNumber) return Number(a) - Number(b);
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  return a < b ? -1 : Number(a > b);
}
