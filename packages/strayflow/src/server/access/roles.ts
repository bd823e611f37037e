/** Who may do what: four roles, each of which may do all that the ones before it may. */

export const ROLES = ['viewer', 'analyst', 'responder', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What a token is for; a session is always for the API. */
export const SCOPES = ['api', 'push', 'metrics'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who asks, once that is known. */
export interface Principal {
  /** Of the account. */
  readonly name: string;
  readonly role: Role;
  readonly scopes: readonly Scope[];
  /** How the account was proven. */
  readonly by:
    | { readonly kind: 'session'; readonly id: string }
    | { readonly kind: 'token'; readonly id: string; readonly name: string };
}

export function isAtLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

/** Stands in the audit log. */
export function auditName({ name, by }: Principal): string {
  return by.kind === 'session' ? `dashboard (${name})` : `token ${by.name} of ${name}`;
}
