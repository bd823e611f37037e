/** Who may do what: four roles, each of which may do all that the ones before it may; and what tokens are for. */

export const ROLES = ['viewer', 'analyst', 'responder', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const SCOPES = ['api', 'push', 'metrics'] as const;
export type Scope = (typeof SCOPES)[number];

export function isAtLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

export function lowerOf(one: Role, other: Role): Role {
  return isAtLeast(one, other) ? other : one;
}
