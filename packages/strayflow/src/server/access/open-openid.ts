/** Login by OpenID Connect as it is configured. */
import { readPassword } from '../../actions/password.js';
import type { OpenIdOptions } from '../../live/server-options.js';
import { OpenId } from './openid.js';

/** Null where it is not configured. Throws StrayflowError 'service-refused' where there is no secret where it should be. */
export function openIdOf(options: OpenIdOptions | undefined, now: () => number): OpenId | null {
  if (options === undefined) return null;
  const { clientSecretFile, clientSecretEnv } = options;
  const place = { passwordFile: clientSecretFile, passwordEnv: clientSecretEnv };
  const isPublic = clientSecretFile === undefined && clientSecretEnv === undefined;
  return new OpenId(options, isPublic ? null : readPassword(place, 'service-refused'), now);
}
