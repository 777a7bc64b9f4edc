import { keepPreviousData } from "@tanstack/react-query";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { AffectedPair, ProposedChange } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { describe } from "~/ui/error-note.tsx";

const { accessDiff: words } = text;
const NAMED = 5;
const EFFECTS = ["lost", "gained", "changed"] as const;
type Effect = (typeof EFFECTS)[number];
const LOOKS = { lost: "text-bad", gained: "text-good", changed: "text-ink" } as const satisfies Record<Effect, string>;

interface AccessDiffProps {
  readonly changes: readonly ProposedChange[];
}

/** Who would lose and gain access by changes that are not saved yet: how many, and the first of them by name. */
export function AccessDiff({ changes }: AccessDiffProps) {
  const mayAsk = useWhyNot("everything") === undefined;
  const { data, error } = useDifference(changes, undefined, EFFECTS.length * NAMED, mayAsk);
  // The portal answers this to administrators only.
  if (!mayAsk) return null;
  return (
    <section
      role="status"
      aria-label={words.title}
      className="mt-4 rounded-md border border-line bg-raised px-4 py-3 text-sm"
    >
      <p className="font-medium text-ink">{words.title}</p>
      {error ? <p className="mt-1 text-ink-soft">{words.unknown(describe(error))}</p> : null}
      {!error && !data && <p className="mt-1 text-ink-soft">{text.common.loading}</p>}
      {!error && data && <Effects changes={changes} {...data.data} />}
    </section>
  );
}

type Difference = Readonly<Record<Effect, number>> & { readonly pairs: readonly AffectedPair[] };

function Effects({ changes, pairs, ...counts }: AccessDiffProps & Difference) {
  const present = EFFECTS.filter((effect) => counts[effect] > 0);
  if (present.length === 0) return <p className="mt-1 text-ink-soft">{words.nobody}</p>;
  return present.map((effect) => (
    <EffectNames
      key={effect}
      changes={changes}
      effect={effect}
      count={counts[effect]}
      known={pairs.filter((pair) => pair.effect === effect).slice(0, NAMED)}
    />
  ));
}

interface EffectNamesProps extends AccessDiffProps {
  readonly effect: Effect;
  readonly count: number;
  readonly known: readonly AffectedPair[];
}

/** The first answer may be full of another effect; then the names of this one are asked for by themselves. */
function EffectNames({ changes, effect, count, known }: EffectNamesProps) {
  const isShort = known.length < Math.min(count, NAMED);
  const { data } = useDifference(changes, effect, NAMED, isShort);
  const named = (isShort ? data?.data.pairs : known) ?? [];
  return (
    <div className="mt-2">
      <p className={LOOKS[effect]}>{words.effects[effect](count)}</p>
      <ul className="list-disc pl-5 text-ink">
        {named.map(({ actor, resource }) => (
          <li key={`${actor.id} ${resource.id}`}>{words.pair(actor.name, resource.name)}</li>
        ))}
        {count > named.length && <li>{words.andMore(count - named.length)}</li>}
      </ul>
    </div>
  );
}

function useDifference(
  changes: readonly ProposedChange[],
  effect: Effect | undefined,
  limit: number,
  isEnabled: boolean,
) {
  return api.useQuery(
    "post",
    "/access/diff",
    { params: { query: { effect, limit: String(limit) } }, body: { changes: [...changes] } },
    // What was true when a dialog was open last may no longer be.
    { enabled: isEnabled, staleTime: 0, gcTime: 0, placeholderData: keepPreviousData },
  );
}
