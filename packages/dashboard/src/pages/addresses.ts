/** Addresses of pages about one thing. */

/** @param site of the host; "" where there is only one */
export function hostAddress(host: string, site = ''): string {
  const query = site === '' ? '' : `?${new URLSearchParams({ site })}`;
  return `/hosts/${encodeURIComponent(host)}${query}`;
}
