/** What to say of a target that is reached without encryption. */
export function plainHttpWarnings(base: URL, hasLogin: boolean): string[] {
  if (base.protocol === 'https:' || isLoopback(base.hostname)) return [];
  const what = hasLogin ? 'The password and the report travel' : 'The report travels';
  return [`${what} unencrypted to ${base.host}; use https.`];
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
