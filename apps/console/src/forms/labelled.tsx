import { type ReactNode, useId } from "react";
import { useFormContext } from "react-hook-form";
import { text } from "~/text/index.ts";
import { type KnownField, showPlain, useKnownField } from "./field-registry.ts";

export interface LabelledProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly required?: boolean;
}

/** What a control needs so that its label, hint and error belong to it, for eyes and for ears. */
export interface ControlProps {
  readonly id: string;
  readonly "aria-invalid": true | undefined;
  readonly "aria-describedby": string | undefined;
  readonly "aria-required": boolean | undefined;
}

interface LabelledControl {
  /** A value of the field in words. */
  readonly show?: KnownField["show"];
  readonly children: (control: ControlProps) => ReactNode;
}

/** Label above, hint and error below a control of a form. */
export function Labelled({ name, label, hint, required, show = showPlain, children }: LabelledProps & LabelledControl) {
  const id = useId();
  useKnownField(name, label, show);
  const { getFieldState, formState } = useFormContext();
  const { error } = getFieldState(name, formState);
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter((part) => part !== "").join(" ");
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium text-sm">
        {label}
        {required && <span className="font-normal text-ink-soft"> ({text.common.required})</span>}
      </label>
      {children({
        id,
        "aria-invalid": error ? true : undefined,
        "aria-describedby": described || undefined,
        "aria-required": required,
      })}
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-ink-soft text-xs">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="mt-1 text-bad text-xs">
          {error.message}
        </p>
      )}
    </div>
  );
}

/** The look of every control that one types in or picks from. */
export const CONTROL =
  "h-9 w-full rounded-md border border-line-strong bg-surface px-3 text-sm placeholder:text-ink-soft aria-invalid:border-bad";

export function requiredRule(label: string, required: boolean | undefined) {
  return required ? { required: text.errors.required(label) } : {};
}
