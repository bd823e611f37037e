/** What is posted of a message, one body a request. */
import type { Message } from '../../model/notifier.js';
import type { WebhookOptions } from './options.js';
import { jsonBody } from './templates/json.js';
import { pagerdutyBodies } from './templates/pagerduty.js';
import { slackBody } from './templates/slack.js';
import { teamsBody } from './templates/teams.js';

/** ASCII, and the same for the same message. */
export function bodiesOf(
  message: Message,
  template: WebhookOptions['template'],
  routingKey: string,
): readonly string[] {
  switch (template) {
    case 'json':
      return [jsonBody(message)];
    case 'slack':
      return [slackBody(message)];
    case 'teams':
      return [teamsBody(message)];
    case 'pagerduty':
      return pagerdutyBodies(message, routingKey);
  }
}
