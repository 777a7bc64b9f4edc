import { Plus, Trash2 } from "lucide-react";
import { useEffect } from "react";
import { useFieldArray, useFormContext, useWatch } from "react-hook-form";
import { SelectField } from "~/forms/select-field.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { operatorsOf, type PolicyValues, PROPERTIES } from "./policy-values.ts";

const { policies: words } = text;
const MAX_VALUES = 4_000;

/** Conditions that must all hold, one for each property at most. */
export function ConditionFields() {
  const { control, formState } = useFormContext<PolicyValues>();
  const { fields, append, remove } = useFieldArray({ control, name: "conditions" });
  const taken = useWatch<PolicyValues, "conditions">({ name: "conditions" }).map(({ property }) => property);
  const free = PROPERTIES.find((property) => !taken.includes(property));
  const error = formState.errors.conditions?.message ?? formState.errors.conditions?.root?.message;
  return (
    <fieldset>
      <legend className="mb-1 font-medium text-sm">{words.conditions}</legend>
      <p className="mb-2 text-ink-soft text-xs">{words.conditionsHint}</p>
      <div className="space-y-3">
        {fields.map((field, index) => (
          <div key={field.id} className="space-y-3 rounded-md border border-line p-3">
            <ConditionLine index={index} />
            <Button variant="ghost" onClick={() => remove(index)}>
              <Trash2 aria-hidden className="size-4" />
              {words.removeCondition}
            </Button>
          </div>
        ))}
      </div>
      {error && <p className="mt-1 text-bad text-xs">{error}</p>}
      {free && (
        <Button className="mt-2" onClick={() => append({ property: free, operator: operatorsOf(free)[0], values: "" })}>
          <Plus aria-hidden className="size-4" />
          {words.addCondition}
        </Button>
      )}
    </fieldset>
  );
}

function ConditionLine({ index }: { readonly index: number }) {
  const { setValue } = useFormContext<PolicyValues>();
  const [property, operator] = useWatch<
    PolicyValues,
    [`conditions.${number}.property`, `conditions.${number}.operator`]
  >({
    name: [`conditions.${index}.property`, `conditions.${index}.operator`],
  });
  const operators = operatorsOf(property);
  useEffect(() => {
    if (!operators.includes(operator)) setValue(`conditions.${index}.operator`, operators[0]);
  }, [index, operator, operators, setValue]);
  return (
    <>
      <div className="flex gap-3">
        <div className="flex-1">
          <SelectField
            name={`conditions.${index}.property`}
            label={words.property}
            options={PROPERTIES.map((value) => ({ value, label: words.properties[value] ?? value }))}
          />
        </div>
        <div className="flex-1">
          <SelectField
            name={`conditions.${index}.operator`}
            label={words.operator}
            options={operators.map((value) => ({ value, label: words.operators[value] ?? value }))}
          />
        </div>
      </div>
      <TextField
        name={`conditions.${index}.values`}
        label={words.values}
        hint={words.valueHints[property]}
        maxLength={MAX_VALUES}
        required
      />
    </>
  );
}
