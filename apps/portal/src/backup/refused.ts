/** A backup that cannot be made or restored. The message is one line for the person who asked for it. */
export class BackupRefused extends Error {
  override readonly name = "BackupRefused";
}
