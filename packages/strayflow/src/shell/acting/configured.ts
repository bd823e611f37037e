/** The enforcers that the configuration names. */
import { ENFORCERS } from '../../actions/enforcers.js';
import type { Config } from '../../config.js';
import type { ConfiguredEnforcer } from './enforcement.js';

export function configuredEnforcers({ enforcers }: Config): readonly ConfiguredEnforcer[] {
  return ENFORCERS.flatMap((enforcer) => {
    const options: unknown = (enforcers as Readonly<Record<string, unknown>>)[enforcer.name];
    return options === undefined ? [] : [{ enforcer, options }];
  });
}
