import { useId, useState } from "react";
import { ChosenValues } from "~/forms/chosen-values.tsx";
import { CONTROL } from "~/forms/labelled.tsx";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import type { ValuesProps } from "./condition-values.tsx";
import { VALUE_PROBLEMS } from "./rule-problem.ts";

const { rule: words } = text;
const MAX_TYPED = 4_000;

/** Addresses and networks: several may be pasted at once, and what is none stays in the field with the reason. */
export function NetworkValues({ values, onChange, problemId }: ValuesProps) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string>();
  const take = (entered: string) => {
    const parts = [...new Set(entered.split(/[\s,;]+/).filter((part) => part !== ""))];
    const wrong = parts.filter((part) => VALUE_PROBLEMS.remote_ip(part) !== undefined);
    const right = parts.filter((part) => !wrong.includes(part) && !values.includes(part));
    if (right.length > 0) onChange([...values, ...right]);
    setTyped(wrong.join(" "));
    setProblem(wrong[0] === undefined ? undefined : words.problems.network(wrong[0]));
  };
  return (
    <>
      <ChosenValues label={words.networks.label} values={values} nameOf={(value) => value} onChange={onChange} />
      <div className="flex gap-2">
        <input
          aria-label={words.networks.label}
          aria-invalid={problem || problemId ? true : undefined}
          aria-describedby={`${id}-hint ${problemId ?? ""}`.trim()}
          // The form is not sent while this is there.
          data-unfinished={problem === undefined ? undefined : true}
          value={typed}
          maxLength={MAX_TYPED}
          data-takes="list"
          autoComplete="off"
          onChange={({ target }) => setTyped(target.value)}
          onBlur={() => take(typed)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" && event.key !== ",") return;
            // Enter would send the form.
            event.preventDefault();
            take(typed);
          }}
          className={CONTROL}
        />
        <Button onClick={() => take(typed)}>{words.networks.add}</Button>
      </div>
      <p id={`${id}-hint`} className={`text-xs ${problem ? "text-bad" : "text-ink-soft"}`}>
        {problem ?? words.networks.hint}
      </p>
    </>
  );
}
