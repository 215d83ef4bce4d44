const DAYS = [1, 7, 30];

/** For how many days an address that was denied so often before cannot ask again, if it is denied once more. */
export const cooldownDays = (denials: number): number => DAYS[Math.min(denials, DAYS.length - 1)] as number;
