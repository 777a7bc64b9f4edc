/** The database cannot be used; the message is one line for the person who starts the portal. */
export class DatabaseUnavailable extends Error {
  override readonly name = "DatabaseUnavailable";
}
