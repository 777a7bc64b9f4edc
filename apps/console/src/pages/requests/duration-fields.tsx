import { SelectField } from "~/forms/select-field.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { text } from "~/text/index.ts";
import { UNIT_OPTIONS } from "./duration.ts";

const { requests: words } = text;

/** For how long: the fields `amount` and `unit` of a form. */
export function DurationFields() {
  return (
    <div className="flex gap-3">
      <div className="flex-1">
        <TextField name="amount" label={words.duration} hint={words.durationHint} type="number" required />
      </div>
      <div className="flex-1">
        <SelectField name="unit" label={words.unit} options={UNIT_OPTIONS} />
      </div>
    </div>
  );
}
