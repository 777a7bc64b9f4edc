import { type ReactNode, useId } from "react";
import { useFormContext } from "react-hook-form";
import { text } from "~/text/index.ts";
import { useKnownField } from "./field-registry.ts";

interface CheckboxFieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: ReactNode;
}

export function CheckboxField({ name, label, hint }: CheckboxFieldProps) {
  const id = useId();
  const { register } = useFormContext();
  useKnownField(name, label, (value) => (value ? text.common.yes : text.common.no));
  return (
    <div className="flex gap-2.5">
      <input
        id={id}
        type="checkbox"
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="mt-0.5 size-4 accent-accent"
        {...register(name)}
      />
      <div>
        <label htmlFor={id} className="font-medium text-sm">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-ink-soft text-xs">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
