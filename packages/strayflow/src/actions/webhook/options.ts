/** Where webhooks go, in which form, and by which secrets, as configuration. */
import { z } from 'zod';
import { urlFault } from './url.js';

const variable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable')
  .optional();
const file = z.string().min(1).optional();

export const webhookOptionsSchema = z
  .strictObject({
    template: z
      .enum(['json', 'slack', 'teams', 'pagerduty'])
      .default('json')
      .describe(
        'What is sent: json (signed, docs/acting/webhook.md), a Slack message, an Adaptive Card for Workflows of Microsoft Teams, or events for PagerDuty',
      ),
    url: z
      .string()
      .max(2_000)
      .optional()
      .describe(
        'Address of the receiver; absent: urlFile or urlEnv, and for pagerduty https://events.pagerduty.com/v2/enqueue',
      ),
    urlFile: file.describe(
      'File whose first line is the address, where whoever knows it may post (Slack, Teams)',
    ),
    urlEnv: variable.describe('Environment variable that holds the address'),
    secretFile: file.describe(
      'File whose first line is the secret that messages are signed with (Standard Webhooks): whsec_ and 24 to 64 bytes in base64; two with a space between while one replaces the other',
    ),
    secretEnv: variable.describe('Environment variable that holds the secret'),
    routingKeyFile: file.describe('File whose first line is the integration key of a PagerDuty service'),
    routingKeyEnv: variable.describe('Environment variable that holds the integration key'),
    caFile: z
      .string()
      .min(1)
      .optional()
      .describe(
        'PEM file of the certificate authority that signed the receiver; absent: those that Node trusts',
      ),
    allowPrivate: z
      .boolean()
      .default(false)
      .describe(
        'Allow a receiver whose address is no public one (this machine, the own network); absent: refused, as it may be a service that trusts its neighbours',
      ),
    allowHttp: z
      .boolean()
      .default(false)
      .describe('Allow http: messages, and the address itself, can be read and changed on the way'),
    timeoutMs: z
      .int()
      .min(100)
      .max(600_000)
      .default(10_000)
      .describe('Longest that the delivery of one message may take in all (ms)'),
  })
  .superRefine((options, context) => {
    const { template, url, allowHttp } = options;
    const fault = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (url !== undefined) {
      const wrong = urlFault(url, allowHttp);
      if (wrong !== null) fault('url', wrong);
    }
    const places = given(url, options.urlFile, options.urlEnv);
    if (places > 1) fault('url', 'give one of url, urlFile and urlEnv');
    if (places === 0 && template !== 'pagerduty') fault('url', 'give url, urlFile or urlEnv');
    const secrets = given(options.secretFile, options.secretEnv);
    if (secrets > 1) fault('secretFile', 'give secretFile or secretEnv, not both');
    if (secrets === 0 && template === 'json')
      fault('secretFile', 'give secretFile or secretEnv: json is signed');
    if (secrets > 0 && template === 'pagerduty')
      fault('secretFile', 'pagerduty has no signature, but a routing key');
    const keys = given(options.routingKeyFile, options.routingKeyEnv);
    if (template === 'pagerduty' ? keys !== 1 : keys > 0) {
      fault(
        'routingKeyFile',
        template === 'pagerduty' ? 'give one of routingKeyFile and routingKeyEnv' : 'is for pagerduty',
      );
    }
  });

export type WebhookOptions = z.infer<typeof webhookOptionsSchema>;

function given(...values: readonly unknown[]): number {
  return values.filter((value) => value !== undefined).length;
}
