/** Addresses of pages about one thing. */

/** @param site of the host; "" where there is only one */
export function hostAddress(host: string, site = ''): string {
  const query = site === '' ? '' : `?${new URLSearchParams({ site })}`;
  return `/hosts/${encodeURIComponent(host)}${query}`;
}

export function incidentAddress(id: string): string {
  return `/incidents/${encodeURIComponent(id)}`;
}

/** @param span Unix ms, the end not included; without one, that of the page */
export function flowsAddress(query: string, span?: { readonly from: number; readonly to: number }): string {
  const bounds = span === undefined ? {} : { from: String(span.from), to: String(span.to) };
  return `/flows?${new URLSearchParams({ query, ...bounds })}`;
}

/** Hosts with evidence of a family. */
export function familyAddress(family: string): string {
  return `/hosts?${new URLSearchParams({ family })}`;
}
