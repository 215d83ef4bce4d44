import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "./class-names";

type FieldText = {
  label: ReactNode;
  description?: ReactNode;
  error?: string | undefined;
  hideLabel?: boolean;
};

/** Wires label, description and error of one control together. */
export function useField({ description, error }: Pick<FieldText, "description" | "error">) {
  const id = useId();
  const described = [description ? `${id}-about` : null, error ? `${id}-error` : null]
    .filter(Boolean)
    .join(" ");
  return {
    id,
    control: {
      id,
      "aria-describedby": described || undefined,
      "aria-invalid": error ? (true as const) : undefined,
    },
  };
}

export const controlClass =
  "h-10 w-full rounded-md border border-edge bg-raised px-3 text-ink placeholder:text-muted aria-invalid:border-danger";

export function FieldFrame({
  id,
  label,
  description,
  error,
  hideLabel,
  children,
}: FieldText & { id: string; children: ReactNode }) {
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className={hideLabel ? "sr-only" : "font-medium"}>
        {label}
      </label>
      {children}
      {description && (
        <p id={`${id}-about`} className="text-muted text-xs">
          {description}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-danger text-xs">
          {error}
        </p>
      )}
    </div>
  );
}

export type TextFieldProps = ComponentProps<"input"> & FieldText & { prefix?: string };

export function TextField({
  label,
  description,
  error,
  hideLabel,
  prefix,
  className,
  ...input
}: TextFieldProps) {
  const { id, control } = useField({ description, error });
  return (
    <FieldFrame {...{ id, label, description, error, hideLabel }}>
      {prefix ? (
        <div className="flex min-w-0 rounded-md border border-edge bg-raised focus-within:outline-2 focus-within:outline-accent focus-within:outline-offset-2 has-aria-invalid:border-danger">
          <span className="flex items-center truncate pl-3 text-muted" aria-hidden="true">
            {prefix}
          </span>
          <input
            type="text"
            {...input}
            {...control}
            className={cx(
              "h-10 w-full min-w-24 flex-1 rounded-md bg-transparent pr-3 outline-none",
              className,
            )}
          />
        </div>
      ) : (
        <input type="text" {...input} {...control} className={cx(controlClass, className)} />
      )}
    </FieldFrame>
  );
}
