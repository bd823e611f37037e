/** Tokens: what programs use the service with. */
import { z } from 'zod';
import { isAtLeast, ROLES, SCOPES } from '../../model/roles.js';
import type { Token } from '../../store/accounts/tokens.js';
import { hashOf, newId, newSecret, tokenText } from '../access/secrets.js';
import { decodeCursor, pageAnswer, pageOf, pageQuery } from '../paging.js';
import { Problem } from '../problem.js';
import { route } from '../route.js';

const DAY_MS = 86_400_000;
const MOST_DAYS = 400;

const tokenSchema = z
  .strictObject({
    id: z.string(),
    account: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    scopes: z.array(z.enum(SCOPES)),
    added: z.number().describe('Unix ms'),
    expires: z.number().describe('Unix ms'),
    used: z.number().nullable().describe('Last (Unix ms); null before the first time'),
  })
  .meta({ id: 'Token' });

function shown({ secret: _, ...token }: Token): z.input<typeof tokenSchema> {
  return { ...token, scopes: [...token.scopes] };
}

export const TOKEN_ROUTES = [
  route({
    method: 'get',
    path: '/tokens',
    role: 'viewer',
    group: 'tokens',
    summary: "One's own tokens; those of all accounts for an admin. Secrets are not kept and not shown.",
    query: z.strictObject(pageQuery),
    answer: pageAnswer(tokenSchema),
    handle({ services, who, query }) {
      const after = decodeCursor(query.cursor, z.string()) ?? '';
      const account = who.role === 'admin' ? null : who.name;
      const found = services.accounts.tokens(account, after, query.limit + 1);
      return pageOf(found.map(shown), query.limit, ({ id }) => id);
    },
  }),
  route({
    method: 'post',
    path: '/tokens',
    role: 'viewer',
    group: 'tokens',
    summary: 'Makes a token; its text is answered this once.',
    body: z.strictObject({
      name: z.string().min(1).max(100).describe('What it is for'),
      role: z.enum(ROLES).describe('It may do no more than this'),
      scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length).describe('What it is for'),
      days: z.int().min(1).max(MOST_DAYS).describe('How long it is valid (d)'),
    }),
    answer: z.strictObject({ token: z.string(), ...tokenSchema.shape }),
    status: 201,
    handle(call) {
      const { services, who, body, now } = call;
      if (who.by.kind === 'token') throw new Problem(403, 'A token cannot make tokens.');
      const { name, role, days } = body;
      if (!isAtLeast(who.role, role))
        throw new Problem(403, `A token of yours can have the role ${who.role} at most.`);
      const [id, secret] = [newId(), newSecret()];
      const scopes = SCOPES.filter((scope) => body.scopes.includes(scope));
      const order = { id, account: who.name, name, secret: hashOf(secret), role, scopes };
      const token = services.changes.make(
        'token-added',
        call,
        { token: id, name, role, scopes, days },
        (accounts) => accounts.addToken({ ...order, added: now, expires: now + days * DAY_MS }),
      );
      if (token === null) throw new Problem(409, 'You have too many tokens: remove some.');
      return { token: tokenText(id, secret), ...shown(token) };
    },
  }),
  route({
    method: 'delete',
    path: '/tokens/{id}',
    role: 'viewer',
    group: 'tokens',
    summary: "Removes a token: one's own, or any for an admin.",
    params: z.strictObject({ id: z.string().min(1).max(100) }),
    answer: null,
    handle(call) {
      const { services, who, params } = call;
      const { id } = params;
      const token = services.accounts.token(id);
      if (token === null || (token.account !== who.name && who.role !== 'admin')) {
        throw new Problem(404, 'There is no such token of yours.');
      }
      const about = { token: id, name: token.name, account: token.account };
      services.changes.make('token-removed', call, about, (accounts) => accounts.removeToken(id));
    },
  }),
];
