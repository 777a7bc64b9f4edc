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
import { FieldRegistry, FieldsContext } from "./field-registry.ts";

export interface FormProps<T extends FieldValues> {
  readonly defaultValues: T;
  readonly submitLabel: string;
  /** Saves; what it throws is shown, at the fields that it names. */
  readonly onSubmit: (values: T, form: UseFormReturn<T>) => Promise<unknown>;
  /** Without it there is nothing to go back to: the form is part of its page. */
  readonly onCancel?: () => void;
  readonly disabledReason?: string | undefined;
  readonly children: ReactNode;
}

/** The frame of every form: fields, what went wrong, the two buttons. */
export function Form<T extends FieldValues>(props: FormProps<T>) {
  const { defaultValues, submitLabel, onSubmit, onCancel, disabledReason, children } = props;
  const form = useForm<T>({ defaultValues: defaultValues as DefaultValues<T> });
  const [error, setError] = useState<unknown>();
  const [fields] = useState(() => new FieldRegistry());
  const submit = async (values: T) => {
    setError(undefined);
    try {
      await onSubmit(values, form);
    } catch (caught) {
      if (!placeErrors(caught)) setError(caught);
    }
  };
  /** Whether every message found a field to stand at. */
  const placeErrors = (caught: unknown) => {
    if (!(caught instanceof ApiError)) return false;
    // What is within a field has a dot after the field's name.
    const known = Object.entries(caught.fields).filter(([field]) => (field.split(".")[0] ?? "") in form.getValues());
    known.forEach(([field, message], index) => {
      form.setError(field as Path<T>, { message }, { shouldFocus: index === 0 });
    });
    return known.length > 0 && known.length === Object.keys(caught.fields).length;
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
