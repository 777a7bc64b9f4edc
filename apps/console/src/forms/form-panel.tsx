import type { FieldValues } from "react-hook-form";
import { text } from "~/text/index.ts";
import { SidePanel } from "~/ui/side-panel.tsx";
import { Form, type FormProps } from "./form.tsx";

interface FormPanelProps<T extends FieldValues> extends Omit<FormProps<T>, "onCancel" | "submitLabel"> {
  readonly title: string;
  readonly description?: string;
  readonly onClose: () => void;
}

/** A form for a new item, over the list that it will be in. */
export function NewPanel<T extends FieldValues>(props: FormPanelProps<T>) {
  return <FormPanel {...props} submitLabel={text.common.create} />;
}

/** A form that slides over what it belongs to. */
export function FormPanel<T extends FieldValues>({
  title,
  description,
  onClose,
  ...form
}: FormPanelProps<T> & { readonly submitLabel: string }) {
  return (
    <SidePanel title={title} description={description} onClose={onClose}>
      <Form<T> {...form} onCancel={onClose} />
    </SidePanel>
  );
}
