import type { Scan } from "@/api/types";
import { formatDate } from "@/lib/format";

export type Day = { day: string; scans: Scan[] };
export type Month = { month: string; days: Day[] };

/** The last entry when it fits, else a new one behind it. */
function lastOrNew<Entry>(list: Entry[], fits: (entry: Entry) => boolean, make: () => Entry): Entry {
  const last = list.at(-1);
  if (last && fits(last)) return last;
  const next = make();
  list.push(next);
  return next;
}

/** Scans, newest first, under the month and day of the reader's own calendar. */
export function byMonth(scans: Scan[]): Month[] {
  const months: Month[] = [];
  for (const scan of scans) {
    const month = formatDate(scan.createdAt, "month");
    const day = formatDate(scan.createdAt, "day");
    const inMonth = lastOrNew<Month>(
      months,
      (one) => one.month === month,
      () => ({ month, days: [] }),
    );
    const onDay = lastOrNew<Day>(
      inMonth.days,
      (one) => one.day === day,
      () => ({ day, scans: [] }),
    );
    onDay.scans.push(scan);
  }
  return months;
}
