/** What `datetime-local` gives, in this browser's zone, as an instant; undefined for now. */
export function toInstant(local: string | undefined): string | undefined {
  if (local === undefined || local === "") return undefined;
  const time = Date.parse(local);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
