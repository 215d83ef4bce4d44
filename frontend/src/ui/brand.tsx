/** The mark: a pan seen from above. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      className={className}
      aria-hidden="true"
    >
      <circle cx="9.5" cy="9.5" r="6.5" strokeWidth="2.5" />
      <circle cx="9.5" cy="9.5" r="2.25" strokeWidth="2" />
      <path d="m14.5 14.5 6.5 6.5" strokeWidth="3" />
    </svg>
  );
}

export function Brand() {
  return (
    <span className="inline-flex items-center gap-2 font-semibold text-base tracking-tight">
      <Mark className="size-6 text-accent" />
      Skillet
    </span>
  );
}
