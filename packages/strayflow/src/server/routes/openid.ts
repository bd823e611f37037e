/** Logging in by a provider of OpenID Connect. */
import { z } from 'zod';
import { writeCookie } from '../access/cookie.js';
import type { OpenId, Person } from '../access/openid.js';
import { readFlow, writeFlow } from '../access/openid-flow.js';
import { newSecret } from '../access/secrets.js';
import { Problem } from '../problem.js';
import { type Call, route } from '../route.js';

const BACK = '/api/v1/session/oidc/callback';

function openIdOf({ services }: Call): OpenId {
  if (services.openId === null) throw new Problem(404, 'No provider of OpenID Connect is configured.');
  return services.openId;
}

/** By the name that the browser asked for, which was found to be one of ours. */
function originOf({ request, services }: Call): string {
  return `${services.isSecure ? 'https' : 'http'}://${request.headers.get('host')}`;
}

function away(location: string): Response {
  return new Response(null, { status: 302, headers: { location } });
}

/** The account of a person: made at the first login; its role is the provider's word each time. Throws Problem 403, 409. */
async function accountOf({ services, now }: Call, { subject, name, role }: Person): Promise<string> {
  const { accounts, changes, login } = services;
  const by = { by: 'OpenID Connect', now };
  const known = accounts.accountOf(subject);
  if (known === null) {
    // Whoever came first would close the link that makes the first admin.
    if (accounts.count === 0 && role !== 'admin')
      throw new Problem(403, 'There is no admin yet: the first to log in has to be one.');
    // Nobody knows its password.
    const hash = await login.hash(newSecret());
    const refusal = changes.make('account-added', by, { account: name, role, subject }, () => {
      const refused = accounts.add(name, role, hash, now);
      if (refused === null) accounts.setSubject(name, subject);
      return refused;
    });
    if (refusal !== null) throw new Problem(409, 'There is another account of your name.');
    return name;
  }
  if (known.role === role) return known.name;
  const change = () => accounts.setRole(known.name, role);
  const refusal = changes.make('account-changed', by, { account: known.name, role }, change);
  if (refusal !== null) throw new Problem(403, 'You are the last admin, and the provider says you are none.');
  return known.name;
}

/** @returns the name of the account of who came back. Throws Problem. */
async function finish(call: Call, openId: OpenId): Promise<string> {
  const { services, request } = call;
  const flow = readFlow(request.headers.get('cookie'), services.isSecure);
  if (flow === null) throw new Problem(401, 'The login was not begun by this browser, or too long ago.');
  const { search } = new URL(request.url);
  return accountOf(call, await openId.finish(new URL(`${originOf(call)}${BACK}${search}`), flow));
}

export const OPENID_ROUTES = [
  route({
    method: 'get',
    path: '/session/ways',
    role: 'public',
    group: 'session',
    summary: 'How one can log in.',
    answer: z.strictObject({ password: z.literal(true), oidc: z.boolean() }),
    handle: ({ services }) => ({ password: true as const, oidc: services.openId !== null }),
  }),
  route({
    method: 'get',
    path: '/session/oidc',
    role: 'public',
    group: 'session',
    summary: 'Sends the browser to the provider of OpenID Connect, to log in there.',
    answer: { media: 'text/html' },
    async handle(call) {
      const { address, flow } = await openIdOf(call).begin(`${originOf(call)}${BACK}`);
      call.reply.append('set-cookie', writeFlow(flow, call.services.isSecure));
      return away(address);
    },
  }),
  route({
    method: 'get',
    path: '/session/oidc/callback',
    role: 'public',
    group: 'session',
    summary:
      'Where the provider sends the browser back to: begins the session, or sends it on to the login page with ?refused= and a status.',
    query: z.looseObject({}),
    answer: { media: 'text/html' },
    async handle(call) {
      const { services, reply, address, now } = call;
      const openId = openIdOf(call);
      reply.append('set-cookie', writeFlow(null, services.isSecure));
      try {
        const secret = services.login.beginSession(await finish(call, openId), address, now);
        reply.append('set-cookie', writeCookie(secret, services.limits.hours * 3_600, services.isSecure));
        return away('/');
      } catch (cause) {
        if (!(cause instanceof Problem)) throw cause;
        services.login.refuse('OpenID Connect', address, now);
        return away(`/?refused=${cause.status}`);
      }
    },
  }),
];
