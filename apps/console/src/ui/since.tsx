import { text } from "~/text/index.ts";

const UNITS = [
  ["year", 31_557_600],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const absolute = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "long" });

/** How long ago; the exact time is in the title. */
export function Since({ at }: { readonly at: string | null }) {
  if (at === null) return <span className="text-ink-soft">{text.common.never}</span>;
  const seconds = (Date.parse(at) - Date.now()) / 1_000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? (["second", 1] as const);
  return (
    <time dateTime={at} title={absolute.format(new Date(at))}>
      {unit === "second" ? text.common.justNow : relative.format(Math.round(seconds / size), unit)}
    </time>
  );
}
