import { type ReactNode, useState } from "react";
import {
  type DefaultValues,
  type FieldValues,
  FormProvider,
  type Path,
  type UseFormReturn,
  useForm,
} from "react-hook-form";
import { ApiError } from "~/api/errors.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { ErrorNote } from "~/ui/error-note.tsx";
import { fieldFor, messagesByField } from "./field-errors.ts";
import { FieldRegistry, FieldsContext } from "./field-registry.ts";

export interface FormProps<T extends FieldValues> {
  readonly defaultValues: T;
  readonly submitLabel: string;
  /** Saves; what it throws is shown, at the fields that it names. */
  readonly onSubmit: (values: T, form: UseFormReturn<T>) => Promise<unknown>;
  /** Without it there is nothing to go back to: the form is part of its page. */
  readonly onCancel?: () => void;
  readonly disabledReason?: string | undefined;
  /** Where what the API says of a member stands, if not at the field of that name. */
  readonly errorFields?: Readonly<Record<string, string>>;
  readonly children: ReactNode;
}

/** The frame of every form: fields, what went wrong, the two buttons. */
export function Form<T extends FieldValues>(props: FormProps<T>) {
  const { defaultValues, submitLabel, onSubmit, onCancel, disabledReason, errorFields = {}, children } = props;
  const form = useForm<T>({ defaultValues: defaultValues as DefaultValues<T> });
  const [error, setError] = useState<unknown>();
  const [fields] = useState(() => new FieldRegistry());
  const submit = async (values: T) => {
    setError(undefined);
    try {
      await onSubmit(values, form);
    } catch (caught) {
      setError(placeErrors(caught));
    }
  };
  /** Puts messages at the fields that they are about; gives what is left to say below the form. */
  const placeErrors = (caught: unknown): unknown => {
    const messages = caught instanceof ApiError ? messagesByField(caught) : [];
    if (messages.length === 0) return caught;
    const left: string[] = [];
    let isFirst = true;
    for (const [name, message] of messages) {
      const field = fieldFor(name, errorFields, fields.fields);
      if (field === undefined) left.push(name === "base" ? message : `${name}: ${message}`);
      else {
        form.setError(field as Path<T>, { message }, { shouldFocus: isFirst });
        isFirst = false;
      }
    }
    return left.length > 0 ? new Error(left.join("; ")) : undefined;
  };
  return (
    <FieldsContext value={fields}>
      <FormProvider {...form}>
        <form noValidate onSubmit={(event) => void form.handleSubmit(submit)(event)} className="space-y-5">
          {children}
          <ErrorNote error={error} />
          <div className="flex justify-end gap-2 pt-2">
            {onCancel && <Button onClick={onCancel}>{text.common.cancel}</Button>}
            <Button type="submit" variant="primary" busy={form.formState.isSubmitting} disabledReason={disabledReason}>
              {submitLabel}
            </Button>
          </div>
        </form>
      </FormProvider>
    </FieldsContext>
  );
}
