const UNIQUE_VIOLATION = "23505";

/** Name of the unique index that a write ran into, or undefined for any other error. */
export function violatedIndex(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || error.code !== UNIQUE_VIOLATION) return undefined;
  return "constraint" in error && typeof error.constraint === "string" ? error.constraint : "";
}
