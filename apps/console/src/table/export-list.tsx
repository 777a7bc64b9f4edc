import { Download } from "lucide-react";
import { useState } from "react";
import * as z from "zod/mini";
import { accountSlug } from "~/account.ts";
import { apiError } from "~/api/errors.ts";
import { markSignedOut } from "~/api/session.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { describe } from "~/ui/error-note.tsx";
import { saveFile } from "~/ui/save-file.ts";
import { toast } from "~/ui/toaster.tsx";
import { toCsv } from "./csv.ts";

/** A list of the API as the page narrows and sorts it. */
export interface ExportedList {
  /** Of the file. */
  readonly name: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
}

const PAGE = "100";
const UNAUTHORIZED = 401;
const TOO_MANY = 429;
const SECOND_MS = 1_000;
const PageSchema = z.object({
  data: z.array(z.record(z.string(), z.unknown())),
  metadata: z.object({ next_page: z.nullable(z.string()) }),
});

/** Saves all of a list, not only the page that is shown. */
export function ExportList({ list }: { readonly list: ExportedList }) {
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const rows = await allRows(list);
      saveFile(list.name, new Blob([toCsv(rows)], { type: "text/csv;charset=utf-8" }));
      toast(text.common.exported(rows.length, list.name));
    } catch (error) {
      toast(describe(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button busy={busy} title={text.common.exportHint} onClick={() => void save()}>
      <Download aria-hidden className="size-4" />
      {text.common.export}
    </Button>
  );
}

async function allRows({ path, query }: ExportedList) {
  const rows: z.output<typeof PageSchema>["data"] = [];
  let cursor: string | undefined;
  do {
    const given = { ...query, limit: PAGE, page_cursor: cursor };
    const params = Object.entries(given).flatMap(([name, value]) => (value ? [[name, value]] : []));
    const answer = await patiently(`${path}?${new URLSearchParams(params)}`);
    const body: unknown = await answer.json().catch(() => undefined);
    if (answer.status === UNAUTHORIZED) markSignedOut();
    if (!answer.ok) throw apiError(answer.status, body);
    const { data, metadata } = PageSchema.parse(body);
    rows.push(...data);
    cursor = metadata.next_page ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

/** Long lists may ask more often than the portal answers one account: then it says how long to wait. */
async function patiently(address: string): Promise<Response> {
  for (;;) {
    const answer = await fetch(address, { headers: { "x-account": accountSlug } });
    if (answer.status !== TOO_MANY) return answer;
    const seconds = Number(answer.headers.get("retry-after")) || 1;
    await new Promise((resolve) => setTimeout(resolve, seconds * SECOND_MS));
  }
}
