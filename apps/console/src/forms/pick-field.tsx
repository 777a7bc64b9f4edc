import { useState } from "react";
import { useController, useFormContext } from "react-hook-form";
import { text } from "~/text/index.ts";
import { Labelled, type LabelledProps, requiredRule } from "./labelled.tsx";
import { type Choice, Picker, type UseChoices } from "./picker.tsx";

interface PickFieldProps extends LabelledProps {
  /** What the field holds already, by name. */
  readonly chosen?: Choice | undefined;
  readonly useChoices: UseChoices;
}

/** One of many in a form; its value is the id. */
export function PickField({ chosen, useChoices, ...labelled }: PickFieldProps) {
  const { control: form } = useFormContext();
  const rules = requiredRule(labelled.label, labelled.required);
  const { field } = useController({ name: labelled.name, control: form, rules });
  const [picked, setPicked] = useState(chosen);
  return (
    <Labelled {...labelled}>
      {(control) => (
        <Picker
          label={labelled.label}
          placeholder={text.common.choose}
          picked={picked}
          useChoices={useChoices}
          control={control}
          triggerRef={field.ref}
          onPick={(choice) => {
            setPicked(choice);
            field.onChange(choice.id);
          }}
        />
      )}
    </Labelled>
  );
}
