import { useFormContext } from "react-hook-form";
import { showPlain } from "./field-registry.ts";
import { CONTROL, Labelled, type LabelledProps, requiredRule } from "./labelled.tsx";

interface SelectFieldProps extends LabelledProps {
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** One of a few. */
export function SelectField({ options, ...labelled }: SelectFieldProps) {
  const { register } = useFormContext();
  return (
    <Labelled
      {...labelled}
      show={(value) => options.find((option) => option.value === value)?.label ?? showPlain(value)}
    >
      {(control) => (
        <select
          {...control}
          className={CONTROL}
          {...register(labelled.name, requiredRule(labelled.label, labelled.required))}
        >
          {options.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}
