import { parsePattern } from "@fz/dns";
import { useId, useState } from "react";
import { useWatch } from "react-hook-form";
import { CONTROL } from "~/forms/labelled.tsx";
import { text } from "~/text/index.ts";
import { Badge } from "~/ui/badge.tsx";
import type { ResourceValues } from "./resource-values.ts";

const { pattern: words } = text.resources;
const MAX_LENGTH = 253;

/** Tries the pattern that is being typed on a name, with the very code that clients and gateways run. */
export function PatternCheck() {
  const id = useId();
  const address = useWatch<ResourceValues, "address">({ name: "address" });
  const [name, setName] = useState("");
  return (
    <div className="rounded-md bg-raised px-3 py-2.5">
      <label htmlFor={id} className="mb-1 block text-ink-soft text-xs">
        {words.label}
      </label>
      <div className="flex items-center gap-3">
        <input
          id={id}
          value={name}
          maxLength={MAX_LENGTH}
          placeholder={words.example}
          onChange={(event) => setName(event.target.value.trim())}
          className={CONTROL}
        />
        <span role="status" className="shrink-0">
          <Outcome address={address.trim()} name={name} />
        </span>
      </div>
    </div>
  );
}

function Outcome({ address, name }: { readonly address: string; readonly name: string }) {
  if (address === "" || name === "") return null;
  const pattern = parsePattern(address);
  if (!pattern) return <Badge tone="bad">{words.invalid}</Badge>;
  return pattern.matches(name) ? <Badge tone="good">{words.matches}</Badge> : <Badge tone="warn">{words.other}</Badge>;
}
