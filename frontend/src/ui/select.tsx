import { ChevronDown } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./class-names";
import { controlClass, FieldFrame, useField } from "./text-field";

export type SelectProps = ComponentProps<"select"> & {
  label: ReactNode;
  description?: ReactNode;
  error?: string | undefined;
  hideLabel?: boolean;
  options: { value: string; label: string }[];
};

/** The browser's own select: right by keyboard, on phones and for screen readers without a line of script. */
export function Select({ label, description, error, hideLabel, options, className, ...select }: SelectProps) {
  const { id, control } = useField({ description, error });
  return (
    <FieldFrame {...{ id, label, description, error, hideLabel }}>
      <div className="relative">
        <select
          {...select}
          {...control}
          className={cx(controlClass, "appearance-none text-ellipsis pr-8", className)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 right-2 size-4 -translate-y-1/2 text-muted"
        />
      </div>
    </FieldFrame>
  );
}
