/** Webhook: messages about incidents posted to a service: signed JSON, Slack, Microsoft Teams or PagerDuty. */
import type { Notifier } from '../model/notifier.js';
import { visible } from '../model/visible.js';
import { resultOf } from './enforcer-result.js';
import { bodiesOf } from './webhook/bodies.js';
import { deliver, tryConnection } from './webhook/deliver.js';
import { systemResolve } from './webhook/destination.js';
import { type WebhookOptions, webhookOptionsSchema } from './webhook/options.js';
import { addressWords, readTarget } from './webhook/target.js';

/** Where a receiver takes some bodies of a message again and again, so many messages are remembered. */
const MAX_REMEMBERED = 1_000;

/** How many bodies of a message were taken, for as long as a configuration lives: the next try goes on from there. */
const taken = new WeakMap<WebhookOptions, Map<string, number>>();

export const webhook: Notifier<WebhookOptions> = {
  name: 'webhook',
  title: 'Webhook',
  options: webhookOptionsSchema,

  async send(message, options) {
    const target = readTarget(options);
    const bodies = bodiesOf(message, options.template, target.routingKey);
    let done = taken.get(options)?.get(message.id) ?? 0;
    try {
      await deliver(message.id, bodies.slice(done), target, options, systemResolve, () => {
        done += 1;
      });
    } finally {
      remember(options, message.id, done < bodies.length ? done : 0);
    }
  },

  plan(message, options) {
    const { template, secretFile, secretEnv } = options;
    return bodiesOf(message, template, '(routing key)')
      .flatMap((body) => [
        `POST ${visible(addressWords(options))}`,
        'content-type: application/json',
        ...((secretFile ?? secretEnv) === undefined
          ? []
          : [`webhook-id: ${message.id}`, 'webhook-timestamp, webhook-signature: made when it is sent']),
        '',
        // Parsed again so that it can be read; what acts or hides was taken out before.
        JSON.stringify(JSON.parse(body), null, 2),
        '',
      ])
      .join('\n');
  },

  check(options) {
    return resultOf(async () => tryConnection(readTarget(options), options, systemResolve));
  },
};

function remember(options: WebhookOptions, id: string, done: number): void {
  const byMessage = taken.get(options) ?? new Map<string, number>();
  taken.set(options, byMessage);
  byMessage.delete(id);
  if (done > 0) byMessage.set(id, done);
  for (const oldest of byMessage.keys()) {
    if (byMessage.size <= MAX_REMEMBERED) break;
    byMessage.delete(oldest);
  }
}
