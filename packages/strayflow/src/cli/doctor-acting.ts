/** Doctor's questions about blocks: can each enforcer hold them, and does the traffic come through here at all? */
import type { Config } from '../config.js';
import { configuredEnforcers } from '../shell/acting/configured.js';
import { configuredNotifiers } from '../shell/acting/configured-notifiers.js';
import { forwarding, forwardingInWords, type KernelFolders } from '../shell/acting/forwarding.js';
import type { Answer } from './doctor-answer.js';

export async function canEnforce(config: Config, kernel: KernelFolders): Promise<readonly Answer[]> {
  const configured = configuredEnforcers(config);
  if (configured.length === 0) return [{ question: 'block', ok: null, detail: 'not set up under enforcers' }];
  const answers: Answer[] = [];
  for (const { enforcer, options } of configured) {
    const result = await enforcer.check(options);
    const { detail } = result;
    answers.push(
      result.outcome === 'failed'
        ? { question: enforcer.name, ok: false, detail, hint: result.hint }
        : { question: enforcer.name, ok: true, detail },
    );
  }
  if (configured.some(({ enforcer }) => enforcer.name === 'nftables')) answers.push(comesThrough(kernel));
  if (config.policy.mode !== 'enforce') {
    answers.push({
      question: 'block',
      ok: null,
      detail: `nothing is blocked in mode ${config.policy.mode}`,
      hint: 'policy.mode: enforce lets strayflow watch block; strayflow policy preview shows whom.',
    });
  }
  return answers;
}

/** Can each notifier reach those whom it tells? Nothing is sent. */
export async function canTell(config: Config): Promise<readonly Answer[]> {
  const configured = configuredNotifiers(config);
  if (configured.length === 0) return [{ question: 'tell', ok: null, detail: 'not set up under notifiers' }];
  const answers: Answer[] = [];
  for (const { name, notifier, options } of configured) {
    const result = await notifier.check(options);
    const { detail } = result;
    answers.push(
      result.outcome === 'failed'
        ? { question: name, ok: false, detail, hint: result.hint }
        : { question: name, ok: true, detail },
    );
  }
  return answers;
}

function comesThrough(kernel: KernelFolders): Answer {
  const { protects, text } = forwardingInWords(forwarding(kernel));
  if (protects) return { question: 'forward', ok: true, detail: text };
  return {
    question: 'forward',
    ok: null,
    detail: text,
    hint: 'To protect others, block where their traffic passes: set up crowdsec or blockList for that firewall, or let this machine route (sysctl net.ipv4.ip_forward=1).',
  };
}
