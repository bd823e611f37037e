/** Who asks, once that is known. */
import type { Role, Scope } from '../../model/roles.js';

export interface Principal {
  /** Of the account. */
  readonly name: string;
  readonly role: Role;
  /** Of a token; a session is for the API. */
  readonly scopes: readonly Scope[];
  /** How the account was proven. */
  readonly by:
    | { readonly kind: 'session'; readonly id: string }
    | { readonly kind: 'token'; readonly id: string; readonly name: string };
}

/** Stands in the audit log. */
export function auditName({ name, by }: Principal): string {
  return by.kind === 'session' ? `dashboard (${name})` : `token ${by.name} (${name})`;
}

/** Says who asks. */
export interface Access {
  /** Null for nobody. Throws Problem for credentials that are wrong, or that another site may have made a browser send. */
  identify(request: Request, now: number): Principal | null;
  /** Whether who was identified before still is: sessions end, accounts change. */
  holds(who: Principal, now: number): boolean;
}
