import { useNavigate, useParams } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import type { LogEntry as Entry } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { CodeBlock } from "~/ui/code-block.tsx";
import { Facts } from "~/ui/facts.tsx";
import { SidePanel } from "~/ui/side-panel.tsx";
import { What, Who } from "./log-columns.tsx";
import { type Change, changeOf, type Subject, sessionOf } from "./log-kinds.ts";
import { differencesOf } from "./row-difference.ts";

const { logs: words } = text;
const moment = new Intl.DateTimeFormat("en", { dateStyle: "full", timeStyle: "long" });

/** One entry, readable as far as that goes, and as it is. */
export function LogEntry() {
  const { kind, logId } = useParams({ from: "/logs/$kind/$logId" });
  const navigate = useNavigate();
  const entry = api.useSuspenseQuery("get", "/logs/{log_id}", { params: { path: { log_id: logId } } }).data.data;
  const close = () => void navigate({ to: "/logs/$kind", params: { kind }, search: (before) => before });
  return (
    <SidePanel title={words.entry} description={moment.format(new Date(entry.timestamp))} onClose={close}>
      <div className="space-y-5">
        {entry.type === "change" && <ChangeParts change={changeOf(entry)} />}
        {entry.type === "session" && <SubjectFacts subject={sessionOf(entry).subject} />}
        <Whole entry={entry} />
      </div>
    </SidePanel>
  );
}

function ChangeParts({ change }: { readonly change: Change }) {
  return (
    <>
      <What change={change} />
      <SubjectFacts subject={change.subject} />
      <DifferenceTable change={change} />
    </>
  );
}

function SubjectFacts({ subject }: { readonly subject: Subject | null }) {
  const { ip, ip_city: city, ip_region: region, user_agent: agent, api_token_id: token } = subject ?? {};
  return (
    <Facts
      facts={[
        [words.who, <Who key="who" subject={subject} />],
        [words.email, subject?.actor_email],
        [words.address, ip],
        [words.place, [city, region].filter(Boolean).join(", ")],
        [words.agent, agent],
        [words.token, token],
      ]}
    />
  );
}

/** Only what differs. What was made has no before, and what was deleted no after. */
function DifferenceTable({ change: { operation, before, after } }: { readonly change: Change }) {
  const differences = differencesOf(before, after);
  if (differences.length === 0) return <p className="text-ink-soft text-sm">{words.same}</p>;
  return (
    <div className="overflow-x-auto rounded-lg border border-line">
      <table aria-label={words.difference} className="w-full text-left text-sm">
        <thead className="border-line border-b text-ink-soft text-xs">
          <tr>
            <Head>{words.member}</Head>
            {operation !== "insert" && <Head>{words.before}</Head>}
            {operation !== "delete" && <Head>{words.after}</Head>}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {differences.map(({ member, before: old, after: now }) => (
            <tr key={member}>
              <th scope="row" className="px-3 py-2 align-top font-medium text-xs">
                {member}
              </th>
              {operation !== "insert" && <Value value={old} look="bg-bad-soft text-bad" />}
              {operation !== "delete" && <Value value={now} look="bg-good-soft text-good" />}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head({ children }: { readonly children: string }) {
  return (
    <th scope="col" className="px-3 py-2 font-medium">
      {children}
    </th>
  );
}

function Value({ value, look }: { readonly value: string | undefined; readonly look: string }) {
  return (
    <td className="px-3 py-2 align-top">
      {value === undefined ? (
        <span className="text-ink-soft">{text.common.none}</span>
      ) : (
        <span className={`whitespace-pre-wrap break-all rounded px-1 font-mono text-xs ${look}`}>
          {value === "" ? "“”" : value}
        </span>
      )}
    </td>
  );
}

function Whole({ entry }: { readonly entry: Entry }) {
  return (
    <section>
      <h3 className="mb-2 font-medium text-sm">{words.whole}</h3>
      <CodeBlock code={JSON.stringify(entry, null, 2)} />
    </section>
  );
}
