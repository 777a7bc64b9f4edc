const UNIQUE_VIOLATION = "23505";
/** character_not_in_repertoire and untranslatable_character: PostgreSQL keeps every character but NUL. */
const UNSTORABLE = ["22021", "22P05"];

/** Name of the unique index that a write ran into, or undefined for any other error. */
export function violatedIndex(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || error.code !== UNIQUE_VIOLATION) return undefined;
  return "constraint" in error && typeof error.constraint === "string" ? error.constraint : "";
}

/** Whether a text was given that the database cannot hold. */
export function isUnstorable(error: unknown): boolean {
  return error instanceof Error && "code" in error && UNSTORABLE.some((code) => code === error.code);
}
