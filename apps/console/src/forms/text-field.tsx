import { useFormContext } from "react-hook-form";
import { text } from "~/text/index.ts";
import { CONTROL, Labelled, type LabelledProps, requiredRule } from "./labelled.tsx";

interface TextFieldProps extends LabelledProps {
  readonly placeholder?: string;
  readonly maxLength?: number;
  readonly type?: "text" | "email" | "url" | "password" | "number" | "datetime-local";
  readonly autoComplete?: "new-password" | "current-password";
  readonly autoFocus?: boolean;
  /** Whether it takes several values with commas between. */
  readonly isList?: boolean;
}

const DEFAULT_MAX_LENGTH = 255;

/** A labelled line of text whose error stands below it. */
export function TextField({
  maxLength = DEFAULT_MAX_LENGTH,
  type = "text",
  placeholder,
  autoComplete,
  autoFocus,
  isList = false,
  ...labelled
}: TextFieldProps) {
  const { register } = useFormContext();
  return (
    <Labelled {...labelled}>
      {(control) => (
        <input
          {...control}
          type={type}
          placeholder={placeholder}
          maxLength={maxLength}
          data-takes={isList ? "list" : undefined}
          // biome-ignore lint/a11y/noAutofocus: the first field of a panel that was just opened
          autoFocus={autoFocus}
          autoComplete={autoComplete ?? "off"}
          className={CONTROL}
          {...register(labelled.name, {
            ...requiredRule(labelled.label, labelled.required),
            maxLength: { value: maxLength, message: text.errors.tooLong(maxLength) },
            ...(type === "number" ? { valueAsNumber: true } : {}),
          })}
        />
      )}
    </Labelled>
  );
}
