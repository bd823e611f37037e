/** Names that the server may be asked by: no others, or a foreign page could make its own name lead here (DNS rebinding). */

/** In lower case, without port; null for what is no host. */
function nameOf(host: string | null): string | null {
  const [, name] = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/.exec((host ?? '').toLowerCase()) ?? [];
  return name ?? null;
}

/** @param names of `server.names`, beside the loopback's own and the address that is listened on */
export function meantHosts(names: readonly string[], listened: string): (host: string | null) => boolean {
  const meant = new Set(
    ['localhost', '[::1]', listened, ...names].map((name) =>
      (name.includes(':') && !name.startsWith('[') ? `[${name}]` : name).toLowerCase(),
    ),
  );
  return (host) => {
    const name = nameOf(host);
    return name !== null && (meant.has(name) || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name));
  };
}
