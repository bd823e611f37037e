/** Login by a provider of OpenID Connect: code flow with PKCE, state and nonce (OpenID Connect Core 1.0, RFC 9700). */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  type Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  None,
} from 'openid-client';
import type { OpenIdOptions } from '../../live/server-options.js';
import { isAtLeast, type Role } from '../../model/roles.js';
import { Problem } from '../problem.js';
import { guardedFetch } from './guarded-fetch.js';
import type { Flow } from './openid-flow.js';
import { newSecret } from './secrets.js';

/** Who the provider says it is. */
export interface Person {
  /** Of the provider and unlike all others: issuer and subject. */
  readonly subject: string;
  /** That an account may have. */
  readonly name: string;
  readonly role: Role;
}

/** What is known of the provider is asked for anew after this, or sooner after it could not be reached (ms). */
const OLD_MS = 3_600_000;
const FAILED_MS = 5_000;
const MOST_AT_ONCE = 8;
const SCOPES = ['openid', 'profile'];

export class OpenId {
  private readonly options: OpenIdOptions;
  private readonly secret: string | null;
  private readonly now: () => number;
  private known: { readonly until: number; readonly provider: Promise<Configuration> } | null = null;
  private underway = 0;

  /**
   * @param secret null: a public client
   * @param now Unix ms
   */
  constructor(options: OpenIdOptions, secret: string | null, now: () => number) {
    this.options = options;
    this.secret = secret;
    this.now = now;
  }

  /** Where the browser is to go, and what it keeps until it comes back to `callback`. Throws Problem 503. */
  async begin(callback: string): Promise<{ readonly address: string; readonly flow: Flow }> {
    const provider = await this.bounded(() => this.provider());
    const flow: Flow = { state: newSecret(), nonce: newSecret(), verifier: newSecret() };
    const address = buildAuthorizationUrl(provider, {
      redirect_uri: callback,
      scope: (this.options.scopes ?? SCOPES).join(' '),
      code_challenge: await calculatePKCECodeChallenge(flow.verifier),
      code_challenge_method: 'S256',
      state: flow.state,
      nonce: flow.nonce,
    });
    return { address: address.href, flow };
  }

  /** @param came address by which the browser came back. Throws Problem 401, 403, 503. */
  finish(came: URL, { state, nonce, verifier }: Flow): Promise<Person> {
    return this.bounded(async () => {
      const provider = await this.provider();
      const checks = {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      };
      const tokens = await authorizationCodeGrant(provider, came, checks).catch((cause: unknown) => {
        throw new Problem(401, 'The provider did not prove who you are.', { cause });
      });
      return this.personOf(tokens.claims() ?? {});
    });
  }

  private personOf(claims: Readonly<Record<string, unknown>>): Person {
    const { nameClaim = 'preferred_username', roleClaim = 'groups', roles } = this.options;
    const [name, given] = [claims[nameClaim], claims[roleClaim]];
    const values = (Array.isArray(given) ? given : [given]).filter((value) => typeof value === 'string');
    const role = values
      .flatMap((value) => (Object.hasOwn(roles, value) ? [roles[value]!] : []))
      .reduce<Role | null>((best, each) => (best === null || isAtLeast(each, best) ? each : best), null);
    if (role === null) throw new Problem(403, 'The provider gives you no role here.');
    const account = typeof name === 'string' ? accountName(name) : '';
    if (account === '') throw new Problem(403, `The provider does not tell your name: ${nameClaim}.`);
    return { subject: JSON.stringify([claims['iss'], claims['sub']]), name: account, role };
  }

  private async provider(): Promise<Configuration> {
    const { now, known } = this;
    if (known !== null && now() < known.until) return known.provider;
    const { issuer, clientId } = this.options;
    const provider = discovery(
      new URL(issuer),
      clientId,
      {},
      this.secret === null ? None() : ClientSecretBasic(this.secret),
      // The guard refuses plain HTTP but on this machine.
      { execute: [allowInsecureRequests], [customFetch]: guardedFetch },
    );
    this.known = { until: now() + OLD_MS, provider };
    provider.catch(() => {
      this.known = { until: now() + FAILED_MS, provider };
    });
    return provider;
  }

  private async bounded<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.underway >= MOST_AT_ONCE) {
      throw new Problem(503, 'Too many log in at once.', { retryAfter: 5 });
    }
    this.underway++;
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof Problem) throw cause;
      throw new Problem(503, 'The provider cannot be reached.', { retryAfter: 10, cause });
    } finally {
      this.underway--;
    }
  }
}

/** As accounts are named: "Anna.B@example.org" is "anna.b-example.org". "" where nothing is left. */
function accountName(text: string): string {
  return text
    .slice(0, 200)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, 63);
}
