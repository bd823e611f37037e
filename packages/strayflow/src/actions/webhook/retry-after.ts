/** How long a server asks to wait: header Retry-After (RFC 9110, section 10.2.3). */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** IMF-fixdate, and the obsolete forms of RFC 850 and asctime() (section 5.6.7). */
const DATES: readonly RegExp[] = [
  /^[A-Z][a-z]{2}, (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^[A-Z][a-z]{5,8}, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/,
];
/** A year of two digits is none that is so far ahead. */
const FAR_YEARS = 50;

/**
 * @param now Unix ms
 * @returns ms, at least 0; null for what is neither seconds nor a date
 */
export function pauseOf(header: string, now: number): number | null {
  if (/^\d{1,9}$/.test(header)) return 1_000 * Number(header);
  for (const form of DATES) {
    const parts = form.exec(header)?.groups;
    if (parts !== undefined) return pauseUntil(parts, now);
  }
  return null;
}

function pauseUntil(parts: Readonly<Record<string, string>>, now: number): number | null {
  const { day = '', month = '', year = '', time = '' } = parts;
  const number = MONTHS.indexOf(month) + 1;
  const padded = (value: number) => String(value).padStart(2, '0');
  const date = `${fullYear(year, now)}-${padded(number)}-${padded(Number(day))}T${time}Z`;
  const at = Date.parse(date);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

function fullYear(year: string, now: number): number {
  if (year.length === 4) return Number(year);
  const current = new Date(now).getUTCFullYear();
  const full = current - (current % 100) + Number(year);
  return full > current + FAR_YEARS ? full - 100 : full;
}
