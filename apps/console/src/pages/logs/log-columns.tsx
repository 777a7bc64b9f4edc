import { Link } from "@tanstack/react-router";
import type { LogEntry } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { text } from "~/text/index.ts";
import { Badge, type Tone } from "~/ui/badge.tsx";
import { type Change, changeOf, flowOf, type LogKindName, requestOf, type Subject, sessionOf } from "./log-kinds.ts";
import { differencesOf } from "./row-difference.ts";

const { logs: words } = text;
const TONES = { insert: "good", update: "accent", delete: "bad" } as const satisfies Record<Change["operation"], Tone>;
const moment = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "long" });
const KILO = 1_000;
const helper = columnHelper<LogEntry>();

/** When; the link opens the entry as a whole. */
const when = (kind: LogKindName) =>
  helper.accessor("timestamp", {
    header: words.when,
    cell: ({ row: { original: entry } }) => (
      <Link
        to="/logs/$kind/$logId"
        params={{ kind, logId: entry.log_id }}
        search={(before) => before}
        className="whitespace-nowrap font-medium hover:underline"
      >
        <time dateTime={entry.timestamp}>{moment.format(new Date(entry.timestamp))}</time>
      </Link>
    ),
  });
const column = (id: string, header: string, cell: (entry: LogEntry) => React.ReactNode) =>
  helper.display({ id, header, cell: ({ row }) => cell(row.original) });

/** What each log shows of an entry in a line. */
export const LOG_COLUMNS = {
  changes: [
    when("changes"),
    column("who", words.who, (entry) => <Who subject={changeOf(entry).subject} />),
    column("what", words.what, (entry) => <What change={changeOf(entry)} />),
    column("members", words.members, (entry) => membersOf(changeOf(entry))),
  ],
  sessions: [
    when("sessions"),
    column("who", words.who, (entry) => <Who subject={sessionOf(entry).subject} />),
    column("context", words.context, (entry) => {
      const { context } = sessionOf(entry);
      return words.contexts[context] ?? context;
    }),
    column("address", words.address, (entry) => sessionOf(entry).subject.ip),
  ],
  "api-requests": [
    when("api-requests"),
    column("method", words.method, (entry) => requestOf(entry).method),
    column("path", words.path, (entry) => <span className="break-all">{requestOf(entry).path}</span>),
    column("address", words.address, (entry) => requestOf(entry).ip),
  ],
  flows: [
    when("flows"),
    column("who", words.who, (entry) => flowOf(entry).initiator_actor_name),
    column("resource", words.resource, (entry) => flowOf(entry).resource_name),
    column("target", words.target, (entry) => targetOf(entry)),
    column("volume", words.volume, (entry) => {
      const { rx_bytes: received, tx_bytes: sent } = flowOf(entry);
      return words.volumes(bytes(received), bytes(sent));
    }),
  ],
};

export function Who({ subject }: { readonly subject: Subject | null }) {
  if (!subject?.actor_id) return <span className="text-ink-soft">{subject?.device_name ?? words.system}</span>;
  return (
    <Link to="/actors/$actorId" params={{ actorId: subject.actor_id }} className="hover:underline">
      {subject.actor_name || subject.actor_email || subject.actor_id}
    </Link>
  );
}

/** What was done to what, by the name that it had. */
export function What({ change: { object, operation, before, after } }: { readonly change: Change }) {
  const { name } = after ?? before ?? {};
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Badge tone={TONES[operation]}>{words.operations[operation]}</Badge>
      <span>{words.objects[object] ?? object}</span>
      {typeof name === "string" && <span className="font-medium">{name}</span>}
    </span>
  );
}

function membersOf({ operation, before, after }: Change): string {
  if (operation !== "update") return "";
  return differencesOf(before, after)
    .map(({ member }) => member)
    .join(", ");
}

function targetOf(entry: LogEntry): string {
  const { protocol, inner_domain: domain, inner_dst_ip: address, inner_dst_port: port } = flowOf(entry);
  return [protocol, `${domain ?? address ?? ""}${port ? ` ${port}` : ""}`].join(" ");
}

function bytes(count: number | string | null | undefined): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  let [value, unit] = [Number(count ?? 0), 0];
  for (; value >= KILO && unit < units.length - 1; unit++) value /= KILO;
  return new Intl.NumberFormat("en", {
    style: "unit",
    unit: units[unit],
    unitDisplay: "narrow",
    maximumSignificantDigits: 3,
  }).format(value);
}
