/** What sites are called. */

/** Of a watch that was given no name for its site. */
const ONLY = 'local';

/** Null where there is nothing to say. */
export function siteWords(site: string): string | null {
  return site === '' || site === ONLY ? null : site;
}
