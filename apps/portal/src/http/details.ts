import type { Call } from "./api.ts";

/**
 * Adds what the reference does not show where `include=details` asks for it, read for all of them at once. Answers
 * without it have exactly the members of the reference.
 */
export async function withDetails<V extends { readonly id: string }, D extends object>(
  call: Call,
  views: readonly V[],
  read: (ids: readonly string[]) => Promise<ReadonlyMap<string, D>>,
): Promise<(V | (V & D))[]> {
  if (!call.query.details() || views.length === 0) return [...views];
  const details = await read(views.map(({ id }) => id));
  return views.map((view) => ({ ...view, ...details.get(view.id) }));
}

/** The same for one. */
export async function withDetail<V extends { readonly id: string }, D extends object>(
  call: Call,
  view: V,
  read: (ids: readonly string[]) => Promise<ReadonlyMap<string, D>>,
): Promise<V | (V & D)> {
  const [detailed] = await withDetails(call, [view], read);
  return detailed ?? view;
}
