/** Moments as people read them: UTC wherever logs would be compared, local time beside it. */

/** "2026-11-23 18:04:05" in UTC */
export function utc(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}

/** "18:04" in UTC; with the day where it is not that of `beside` */
export function utcShort(time: number, beside: number): string {
  const text = utc(time);
  return text.slice(0, 10) === utc(beside).slice(0, 10) ? text.slice(11, 16) : text.slice(5, 16);
}

/** "Mon 23 Nov 2026, 19:04:05 GMT+1" where the browser is */
export function local(time: number): string {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(time);
}
