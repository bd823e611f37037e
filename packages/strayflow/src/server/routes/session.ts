/** Logging in and out, the first account, and one's own password. */
import { z } from 'zod';
import { ROLES } from '../../model/roles.js';
import { ACCOUNT_NAME } from '../../store/accounts/accounts.js';
import { MOST_PASSWORD_BYTES, passwordFault } from '../../store/accounts/passwords.js';
import { readCookie, writeCookie } from '../access/cookie.js';
import { csrfOf } from '../access/secrets.js';
import { Problem } from '../problem.js';
import { type Call, route } from '../route.js';

const name = z.string().regex(ACCOUNT_NAME, 'expected lower-case letters, digits, ".", "_" and "-"');
/** Any that may have been right once. */
const password = z.string().min(1).max(MOST_PASSWORD_BYTES);

/** The part that is not as it should be is named as where it stands in the body. */
export const newPassword = z.string().superRefine((text, context) => {
  const fault = passwordFault(text);
  if (fault !== null) context.addIssue({ code: 'custom', message: fault });
});

const sessionSchema = z
  .strictObject({
    name: z.string(),
    role: z.enum(ROLES),
    by: z.enum(['session', 'token']),
    csrf: z
      .string()
      .nullable()
      .describe('To be sent as x-csrf-token with what changes something; null for a token'),
    ends: z.number().nullable().describe('When the session ends at the latest (Unix ms); null for a token'),
  })
  .meta({ id: 'Session' });

type SessionAnswer = z.infer<typeof sessionSchema>;

function begun({ services, reply, now }: Call, account: string, secret: string): SessionAnswer {
  const { limits, isSecure, accounts } = services;
  reply.append('set-cookie', writeCookie(secret, limits.hours * 3_600, isSecure));
  const { role } = accounts.account(account)!;
  return { name: account, role, by: 'session', csrf: csrfOf(secret), ends: now + limits.hours * 3_600_000 };
}

export const SESSION_ROUTES = [
  route({
    method: 'get',
    path: '/setup',
    role: 'public',
    group: 'session',
    summary: 'Whether the first account is still to be made.',
    answer: z.strictObject({ needed: z.boolean() }),
    handle: ({ services }) => ({ needed: services.accounts.count === 0 }),
  }),
  route({
    method: 'post',
    path: '/setup',
    role: 'public',
    group: 'session',
    summary: 'Makes the first account, an admin, with the secret of the link that the server printed.',
    body: z.strictObject({ token: z.string().min(1).max(100), name, password: newPassword }),
    answer: sessionSchema,
    async handle(call) {
      const { services, body, address, now } = call;
      const { accounts, changes, login, setup } = services;
      if (accounts.count > 0) throw new Problem(409, 'There is an account already.');
      if (setup?.isRight(body.token, now) !== true) {
        throw new Problem(401, 'The link is not the one that the server printed last, or its hour is over.');
      }
      const hash = await login.hash(body.password);
      const about = { account: body.name, role: 'admin', address };
      const refusal = changes.make('account-added', { by: 'setup link', now }, about, () =>
        accounts.add(body.name, 'admin', hash, now, true),
      );
      if (refusal !== null) throw new Problem(409, 'There is an account already.');
      return begun(call, body.name, login.beginSession(body.name, address, now));
    },
  }),
  route({
    method: 'post',
    path: '/session',
    role: 'public',
    group: 'session',
    summary: 'Logs in.',
    body: z.strictObject({ name: z.string().min(1).max(63), password }),
    answer: sessionSchema,
    async handle(call) {
      const { services, body, address, now } = call;
      return begun(call, body.name, await services.login.begin(body.name, body.password, address, now));
    },
  }),
  route({
    method: 'get',
    path: '/session',
    role: 'viewer',
    group: 'session',
    summary: 'Who asks.',
    answer: sessionSchema,
    handle({ who, request, services }) {
      const { name, role, by } = who;
      const secret =
        by.kind === 'token' ? null : readCookie(request.headers.get('cookie'), services.isSecure);
      const session = by.kind === 'token' ? null : services.accounts.session(by.id);
      return {
        name,
        role,
        by: by.kind,
        csrf: secret === null ? null : csrfOf(secret),
        ends: session === null ? null : session.begun + services.limits.hours * 3_600_000,
      };
    },
  }),
  route({
    method: 'delete',
    path: '/session',
    role: 'viewer',
    group: 'session',
    summary: 'Logs out.',
    answer: null,
    handle(call) {
      const { who, services, reply } = call;
      const { by: proof } = who;
      if (who.by.kind === 'token') throw new Problem(409, 'A token has no session: remove the token.');
      services.changes.make('logged-out', call, {}, (accounts) => accounts.endSession(proof.id));
      reply.append('set-cookie', writeCookie(null, 0, services.isSecure));
    },
  }),
  route({
    method: 'post',
    path: '/session/password',
    role: 'viewer',
    group: 'session',
    summary: "Changes one's own password; all other sessions of the account end.",
    body: z.strictObject({ password, next: newPassword }),
    answer: null,
    async handle(call) {
      const { who, services, body, address, now } = call;
      if (who.by.kind === 'token')
        throw new Problem(403, 'A token cannot change the password of its account.');
      const { accounts, changes, login } = services;
      await login.prove(who.name, body.password, address, now);
      const hash = await login.hash(body.next);
      const session = who.by.id;
      const about = { account: who.name };
      changes.make('password-changed', call, about, () => accounts.setPassword(who.name, hash, session));
    },
  }),
];
