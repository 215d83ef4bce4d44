import { i18n } from "@lingui/core";

/** Numbers and dates as the reader's language writes them. Formatters are costly to make, so each is made once. */
const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

function once<F extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(
  name: string,
  make: (locale: string) => F,
): F {
  // the browser's own region rules (24-hour clocks, separators) win while they speak the page's language
  const page = i18n.locale || "en";
  const locale = navigator.language?.startsWith(page) ? navigator.language : page;
  const key = `${name} ${locale}`;
  const known = made.get(key) ?? make(locale);
  made.set(key, known);
  return known as F;
}

export const formatNumber = (value: number): string =>
  once("number", (l) => new Intl.NumberFormat(l)).format(value);

export const formatShare = (share: number): string =>
  once("share", (l) => new Intl.NumberFormat(l, { style: "percent", maximumFractionDigits: 0 })).format(
    share,
  );

const dates = {
  date: { dateStyle: "medium" },
  dateTime: { dateStyle: "medium", timeStyle: "short" },
  time: { timeStyle: "short" },
  month: { month: "long", year: "numeric" },
  day: { weekday: "short", month: "short", day: "numeric" },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

export function formatDate(iso: string, kind: keyof typeof dates = "date"): string {
  return once(kind, (l) => new Intl.DateTimeFormat(l, dates[kind])).format(new Date(iso));
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "3 hours ago", "in 2 weeks"; less than a minute is "now". */
export function formatAgo(iso: string, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const formatter = once("ago", (l) => new Intl.RelativeTimeFormat(l, { numeric: "auto" }));
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return formatter.format(Math.trunc(seconds / length), unit);
  }
  return formatter.format(0, "second");
}
