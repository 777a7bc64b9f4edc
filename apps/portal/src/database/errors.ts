/** serialization_failure and deadlock_detected. */
const RETRIABLE = ["40001", "40P01"];
const FOREIGN_KEY_VIOLATION = "23503";
const UNIQUE_VIOLATION = "23505";
/** character_not_in_repertoire and untranslatable_character: PostgreSQL keeps every character but NUL. */
const UNSTORABLE = ["22021", "22P05"];

/** Name of the unique index that a write ran into, or undefined for any other error. */
export function violatedIndex(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || error.code !== UNIQUE_VIOLATION) return undefined;
  return "constraint" in error && typeof error.constraint === "string" ? error.constraint : "";
}

/** Whether the transaction met another one's changes and may succeed when it is run again. */
export function isSerializationFailure(error: unknown): boolean {
  return error instanceof Error && "code" in error && RETRIABLE.some((code) => code === error.code);
}

/** Whether what was to be written hangs on something that went in the meantime. */
export function hangsOnNothing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === FOREIGN_KEY_VIOLATION;
}

/** Whether a text was given that the database cannot hold. */
export function isUnstorable(error: unknown): boolean {
  return error instanceof Error && "code" in error && UNSTORABLE.some((code) => code === error.code);
}
