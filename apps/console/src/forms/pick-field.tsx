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
  const [known, setKnown] = useState<readonly Choice[]>(chosen ? [chosen] : []);
  // What was there at first keeps its name though somebody else has chosen another one meanwhile.
  const choiceOf = (value: unknown) => [...(chosen ? [chosen] : []), ...known].find(({ id }) => id === value);
  return (
    <Labelled {...labelled} show={(value) => choiceOf(value)?.name ?? ""}>
      {(control) => (
        <Picker
          label={labelled.label}
          placeholder={text.common.choose}
          picked={choiceOf(field.value)}
          useChoices={useChoices}
          control={control}
          triggerRef={field.ref}
          onPick={(choice) => {
            setKnown([...known, choice]);
            field.onChange(choice.id);
          }}
        />
      )}
    </Labelled>
  );
}
