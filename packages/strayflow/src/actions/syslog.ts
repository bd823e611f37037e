/** Syslog: messages about incidents for log servers and SIEMs, one for each notice. */
import { hostname } from 'node:os';
import type { Notifier } from '../model/notifier.js';
import { visible } from '../model/visible.js';
import { resultOf } from './enforcer-result.js';
import { cleanMessage } from './notices/clean.js';
import { deliverByDatagram } from './syslog/datagrams.js';
import { receiverOf, syslogFault } from './syslog/faults.js';
import { syslogMessages } from './syslog/message.js';
import { type SyslogOptions, syslogOptionsSchema } from './syslog/options.js';
import { deliverByStream } from './syslog/stream.js';

export const syslog: Notifier<SyslogOptions> = {
  name: 'syslog',
  title: 'Syslog',
  options: syslogOptionsSchema,

  send(message, options) {
    return deliver(syslogMessages(cleanMessage(message), options, hostname()), options);
  },

  plan(message, options) {
    const messages = syslogMessages(cleanMessage(message), options, hostname());
    return [`To ${receiverOf(options)}:`, ...messages.map((each) => visible(each.toString('utf8'))), ''].join(
      '\n',
    );
  },

  check(options) {
    return resultOf(async () => {
      await deliver([], options);
      return options.transport === 'udp'
        ? `The name of syslog receiver ${receiverOf(options)} resolves; with udp no more can be known.`
        : `Syslog receiver ${receiverOf(options)} takes connections.`;
    });
  },
};

async function deliver(messages: readonly Buffer[], options: SyslogOptions): Promise<void> {
  try {
    if (options.transport === 'udp') await deliverByDatagram(messages, options);
    else await deliverByStream(messages, options);
  } catch (error) {
    throw syslogFault(error, options);
  }
}
