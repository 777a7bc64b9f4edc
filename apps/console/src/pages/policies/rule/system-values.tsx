import { Plus, X } from "lucide-react";
import { useId } from "react";
import { CONTROL } from "~/forms/labelled.tsx";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import type { ValuesProps } from "./condition-values.tsx";

const { systems: words } = text.rule;
const MAX_NAME = 100;

/** Systems with the oldest version of each that will do: `Mac OS/14.2`. */
export function SystemValues({ values, onChange, problemId }: ValuesProps) {
  const id = useId();
  const rows = values.length === 0 ? ["/"] : values;
  const set = (place: number, name: string, version: string) =>
    onChange(rows.toSpliced(place, 1, `${name.replaceAll("/", " ")}/${version.replaceAll("/", "")}`));
  return (
    <div className="space-y-2">
      <datalist id={`${id}-known`}>
        {words.known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {rows.map((value, place) => {
        const slash = value.lastIndexOf("/");
        const [name, version] = [value.slice(0, Math.max(0, slash)), value.slice(slash + 1)];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have nothing but their place while they are typed
          <div key={place} className="flex gap-2">
            <input
              aria-label={words.system}
              aria-invalid={problemId ? true : undefined}
              aria-describedby={problemId}
              list={`${id}-known`}
              placeholder="Mac OS"
              maxLength={MAX_NAME}
              value={name}
              onChange={({ target }) => set(place, target.value, version)}
              className={CONTROL}
            />
            <input
              aria-label={words.version}
              aria-invalid={problemId ? true : undefined}
              aria-describedby={problemId}
              placeholder="14.2"
              maxLength={MAX_NAME}
              value={version}
              onChange={({ target }) => set(place, name, target.value)}
              className={CONTROL}
            />
            {rows.length > 1 && (
              <Button
                variant="ghost"
                className="px-2"
                aria-label={words.remove(name || words.system)}
                onClick={() => onChange(rows.toSpliced(place, 1))}
              >
                <X aria-hidden className="size-4" />
              </Button>
            )}
          </div>
        );
      })}
      <p className="text-ink-soft text-xs">{words.hint}</p>
      <Button variant="ghost" onClick={() => onChange([...rows, "/"])}>
        <Plus aria-hidden className="size-4" />
        {words.add}
      </Button>
    </div>
  );
}
