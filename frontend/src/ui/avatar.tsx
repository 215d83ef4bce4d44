/** Initials of a person, for want of a picture. */
export function Avatar({ name }: { name: string }) {
  const words = name
    .replace(/@.*/, "")
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const initials = [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => (word ? Array.from(word)[0] : ""))
    .join("")
    .toUpperCase();
  return (
    <span
      aria-hidden="true"
      data-initials={initials}
      // drawn, not written: the letters are no part of the name of a button around them
      className="before:content-[attr(data-initials)] inline-flex size-8 shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-accent-strong text-xs"
    />
  );
}
