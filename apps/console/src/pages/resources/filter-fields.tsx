import { Plus, Trash2 } from "lucide-react";
import { useFieldArray, useFormContext, useWatch } from "react-hook-form";
import * as z from "zod/mini";
import { useKnownField } from "~/forms/field-registry.ts";
import { SelectField } from "~/forms/select-field.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import type { ResourceValues } from "./resource-values.ts";

const { resources: words } = text;
/** The API limits how many lines there are and what each port is, not the text. */
const MAX_PORTS = 1_000;
const PROTOCOLS = (["tcp", "udp", "icmp"] as const).map((value) => ({ value, label: value.toUpperCase() }));

const FiltersSchema = z.catch(z.array(z.object({ protocol: z.string(), ports: z.catch(z.string(), "") })), []);

function sayFilter({ protocol, ports }: { readonly protocol: string; readonly ports: string }): string {
  return `${protocol.toUpperCase()} ${ports}`.trim();
}

/** Which protocols and ports pass; without any line all of them do. */
export function FilterFields() {
  const { control, formState } = useFormContext<ResourceValues>();
  const { fields, append, remove } = useFieldArray({ control, name: "filters" });
  useKnownField(
    "filters",
    words.filters,
    (value) => FiltersSchema.parse(value).map(sayFilter).join("\n") || words.noFilters,
  );
  const error = formState.errors.filters?.message ?? formState.errors.filters?.root?.message;
  return (
    <fieldset>
      <legend className="mb-1 font-medium text-sm">{words.filters}</legend>
      {fields.length === 0 && <p className="mb-2 text-ink-soft text-xs">{words.noFilters}</p>}
      <div className="space-y-3">
        {fields.map((field, index) => (
          <div key={field.id} className="flex items-start gap-2">
            <Line index={index} />
            <Button variant="ghost" aria-label={words.removeFilter} className="mt-6 px-2" onClick={() => remove(index)}>
              <Trash2 aria-hidden className="size-4" />
            </Button>
          </div>
        ))}
      </div>
      {error && <p className="mt-1 text-bad text-xs">{error}</p>}
      <Button className="mt-2" onClick={() => append({ protocol: "tcp", ports: "" })}>
        <Plus aria-hidden className="size-4" />
        {words.addFilter}
      </Button>
    </fieldset>
  );
}

function Line({ index }: { readonly index: number }) {
  const protocol = useWatch<ResourceValues>({ name: `filters.${index}.protocol` });
  return (
    <>
      <div className="w-28">
        <SelectField name={`filters.${index}.protocol`} label={words.protocol} options={PROTOCOLS} />
      </div>
      <div className="flex-1">
        {protocol !== "icmp" && (
          <TextField
            name={`filters.${index}.ports`}
            label={words.ports}
            placeholder={words.portsExample}
            maxLength={MAX_PORTS}
            isList
            hint={words.portsHint}
          />
        )}
      </div>
    </>
  );
}
