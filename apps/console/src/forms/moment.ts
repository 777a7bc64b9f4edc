/** What `datetime-local` gives, in this browser's zone, as an instant; undefined for now. */
export function toInstant(local: string | undefined): string | undefined {
  if (local === undefined || local === "") return undefined;
  const time = Date.parse(local);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

const MINUTE_MS = 60_000;

/** What `datetime-local` shows of an instant, in this browser's zone. */
export function toLocal(instant: Date): string {
  return new Date(instant.getTime() - instant.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
}
