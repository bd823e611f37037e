/** Why somebody whom a provider of OpenID Connect sent back was not let in. */

const WORDS: Readonly<Record<string, string>> = {
  '401':
    'Your organisation did not prove who you are, or you took longer than ten minutes. Try again, in this browser.',
  '403':
    'Your organisation gives you no role here, or does not tell your name. Who runs this service can change that (server.oidc.roles). The first to log in has to be an admin.',
  '409': 'There is another account of your name here. An admin can remove or rename it.',
  '503': 'Your organisation could not be reached. Try again in a minute, or log in with a password.',
};

/** @param search "?refused=403"; null: nobody was refused */
export function refusalWords(search: string): string | null {
  const status = new URLSearchParams(search).get('refused');
  if (status === null) return null;
  return Object.hasOwn(WORDS, status) ? WORDS[status]! : 'You could not be logged in.';
}
