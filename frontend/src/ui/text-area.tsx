import type { ComponentProps, ReactNode } from "react";
import { cx } from "./class-names";
import { controlClass, FieldFrame, useField } from "./text-field";

export type TextAreaProps = ComponentProps<"textarea"> & {
  label: ReactNode;
  description?: ReactNode;
  error?: string | undefined;
};

/** Text of several lines. */
export function TextArea({ label, description, error, className, ...area }: TextAreaProps) {
  const { id, control } = useField({ description, error });
  return (
    <FieldFrame {...{ id, label, description, error }}>
      <textarea rows={3} {...area} {...control} className={cx(controlClass, "h-auto py-2", className)} />
    </FieldFrame>
  );
}
