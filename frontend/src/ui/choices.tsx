import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "./class-names";

/** One line of choices of which exactly one holds: radio buttons in the shape of a switch. */
export function Segmented<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: Value;
  options: { value: Value; label: string }[];
  onChange: (value: Value) => void;
}) {
  const name = useId();
  return (
    <fieldset className="inline-flex max-w-full flex-wrap rounded-md bg-sunken p-1">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={cx(
            "relative flex h-6 items-center rounded-sm px-2 text-xs transition-colors",
            "has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-1",
            option.value === value
              ? "bg-knob font-medium text-ink shadow-[0_1px_2px_rgb(0_0_0/0.12)]"
              : "text-muted hover:text-ink",
          )}
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="absolute inset-0 appearance-none outline-none"
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}

export function Checkbox({
  label,
  description,
  ...input
}: ComponentProps<"input"> & { label: ReactNode; description?: ReactNode }) {
  const id = useId();
  return (
    <div className="flex gap-2">
      <input
        type="checkbox"
        {...input}
        id={id}
        aria-describedby={description ? `${id}-about` : undefined}
        className="mt-0.5 size-4 shrink-0"
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {description && (
          <p id={`${id}-about`} className="text-muted text-xs">
            {description}
          </p>
        )}
      </div>
    </div>
  );
}
