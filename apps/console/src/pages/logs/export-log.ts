import { accountSlug } from "~/account.ts";
import { apiError } from "~/api/errors.ts";
import { markSignedOut } from "~/api/session.ts";
import { saveFile } from "~/ui/save-file.ts";

const NDJSON = "application/x-ndjson";
const UNAUTHORIZED = 401;

declare global {
  interface Window {
    /** Not in every browser. */
    readonly showSaveFilePicker?: (options: {
      readonly suggestedName: string;
      readonly types: readonly { readonly accept: Readonly<Record<string, readonly string[]>> }[];
    }) => Promise<FileSystemFileHandle>;
  }
}

/**
 * Saves a log as a file, one JSON object a line. It goes straight to the disk where the browser can do that, and is
 * gathered in memory elsewhere. @returns false where whoever asked thought better of it
 */
export async function exportLog(name: string, query: URLSearchParams): Promise<boolean> {
  if (window.showSaveFilePicker === undefined) {
    const lines = await fetchExport(query);
    saveFile(name, await lines.blob());
    return true;
  }
  const types = [{ accept: { [NDJSON]: [".ndjson"] } }];
  let file: FileSystemFileHandle;
  try {
    // Has to come first: browsers ask for a file only right after a click.
    file = await window.showSaveFilePicker({ suggestedName: name, types });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return false;
    throw error;
  }
  const lines = await fetchExport(query);
  // What breaks off on the way leaves the file as it was.
  await lines.body?.pipeTo(await file.createWritable());
  return true;
}

async function fetchExport(query: URLSearchParams): Promise<Response> {
  const answer = await fetch(`/logs/export?${query}`, { headers: { "x-account": accountSlug } });
  if (answer.ok) return answer;
  if (answer.status === UNAUTHORIZED) markSignedOut();
  throw apiError(answer.status, await answer.json().catch(() => undefined));
}
