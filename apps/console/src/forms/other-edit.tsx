import type { RefObject } from "react";
import { type FieldValues, useFormContext, useWatch } from "react-hook-form";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import type { LoggedItem } from "./author.ts";
import { useKnownFields } from "./field-registry.ts";
import { Notice } from "./notice.tsx";
import { sameValue } from "./same-value.ts";

const { forms: words } = text;

interface Placed {
  readonly item: LoggedItem;
  /** Of the notice, which gets the focus where saving has to wait for a decision. */
  readonly place: RefObject<HTMLElement | null>;
}

interface OtherEditProps extends Placed {
  /** What the form began with. */
  readonly base: FieldValues;
  /** What is saved now. */
  readonly theirs: FieldValues;
  /** `theirs` is seen: from now on saving goes over it. */
  readonly onSeen: () => void;
  /** The submission that follows goes over `theirs`. */
  readonly onOverwrite: () => void;
}

/** Somebody else saved the item that is open in the form: what differs, field by field, and what is to become of it. */
export function OtherEdit({ item, place, base, theirs, onSeen, onOverwrite }: OtherEditProps) {
  const form = useFormContext();
  const takeAll = () => {
    form.reset(theirs);
    onSeen();
  };
  /** Where nothing was typed, the form follows. */
  const goOn = () => {
    for (const [name, saved] of Object.entries(theirs)) {
      if (sameValue(form.getValues(name), base[name])) form.setValue(name, saved);
    }
    onSeen();
  };
  return (
    <Notice item={item} place={place} operation="update" title={words.changed}>
      <p className="mt-1">{words.decide}</p>
      <Differences theirs={theirs} />
      <div className="mt-3 flex flex-wrap gap-2">
        <Button onClick={goOn}>{words.goOn}</Button>
        <Button onClick={takeAll}>{words.takeAll}</Button>
        <Button type="submit" variant="danger" onClick={onOverwrite}>
          {words.overwrite}
        </Button>
      </div>
    </Notice>
  );
}

function Differences({ theirs }: { readonly theirs: FieldValues }) {
  const { control, setValue } = useFormContext();
  const fields = useKnownFields();
  const yours = useWatch({ control });
  const rows = Object.entries(theirs).flatMap(([name, saved]) => {
    const field = fields.get(name);
    if (!field || sameValue(yours[name], saved)) return [];
    return [{ name, saved, label: field.label, yours: field.show(yours[name]), theirs: field.show(saved) }];
  });
  if (rows.length === 0) return <p className="mt-2">{words.noDifference}</p>;
  return (
    <ul
      aria-label={words.differences}
      className="mt-3 divide-y divide-line rounded-md border border-line bg-surface text-ink"
    >
      {rows.map((row) => (
        <li key={row.name} className="flex items-start justify-between gap-3 px-3 py-2">
          <div className="min-w-0">
            <p className="font-medium">{row.label}</p>
            <dl className="grid grid-cols-[auto_1fr] gap-x-3">
              <Said who={words.yours} what={row.yours} />
              <Said who={words.theirs} what={row.theirs} />
            </dl>
          </div>
          <Button
            variant="ghost"
            aria-label={words.takeOne(row.label)}
            onClick={() => setValue(row.name, row.saved, { shouldDirty: true })}
          >
            {words.take}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function Said({ who, what }: { readonly who: string; readonly what: string }) {
  return (
    <>
      <dt className="text-ink-soft">{who}</dt>
      <dd className="whitespace-pre-wrap break-words">
        {what === "" ? <span className="text-ink-soft">{words.empty}</span> : what}
      </dd>
    </>
  );
}

interface GoneProps extends Placed {
  /** The submission that follows makes another one; undefined where that makes no sense. */
  readonly onCreate: (() => void) | undefined;
}

/** Somebody else deleted the item that is open in the form. */
export function Gone({ item, place, onCreate }: GoneProps) {
  return (
    <Notice item={item} place={place} operation="delete" title={words.deleted}>
      <p className="mt-1">{words.kept}</p>
      {onCreate && (
        <Button type="submit" className="mt-3" onClick={onCreate}>
          {words.createAnew}
        </Button>
      )}
    </Notice>
  );
}
