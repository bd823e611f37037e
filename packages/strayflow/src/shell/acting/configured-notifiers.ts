/** The notifiers that the configuration names. */
import { NOTIFIERS } from '../../actions/notifiers.js';
import type { Config } from '../../config.js';
import type { Notifier } from '../../model/notifier.js';
import type { TellOptions } from '../../policy/index.js';

export interface ConfiguredNotifier {
  /** Its own, beside others of the same kind. */
  readonly name: string;
  readonly tell: TellOptions;
  readonly notifier: Notifier;
  readonly options: unknown;
}

export function configuredNotifiers({ notifiers }: Config): readonly ConfiguredNotifier[] {
  const kinds = notifiers as Readonly<
    Record<string, readonly { readonly name: string; readonly tell: TellOptions }[]>
  >;
  return NOTIFIERS.flatMap((notifier) =>
    (kinds[notifier.name] ?? []).map(({ name, tell, ...options }) => ({ name, tell, notifier, options })),
  );
}
