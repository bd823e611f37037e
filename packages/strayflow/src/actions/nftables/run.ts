/** Runs nft, and tells what it refuses in plain words. */
import { StrayflowError } from '../../model/errors.js';
import { visible } from '../../model/visible.js';
import { runTool } from '../run-tool.js';

const MAX_OUTPUT_BYTES = 512 << 20;

export function nftablesFault(detail: string, hint: string, cause?: unknown): StrayflowError {
  return new StrayflowError('enforce-failed', `nftables: ${detail}`, { hint, cause });
}

/** What nft says; null where it says that there is no such thing. Throws StrayflowError 'enforce-failed'. */
export async function nft(
  flags: readonly string[],
  input: string,
  timeoutMs: number,
): Promise<string | null> {
  const { code, output, complaint, fault } = await runTool({
    command: 'nft',
    arguments: flags,
    input,
    timeoutMs,
    maxOutputBytes: MAX_OUTPUT_BYTES,
  });
  if (fault === 'missing')
    throw nftablesFault('there is no program nft', "Install Debian's package nftables.");
  if (fault === 'late') {
    throw nftablesFault(`nft did not end within ${timeoutMs} ms`, 'Raise enforcers.nftables.timeoutMs.');
  }
  if (fault === 'long')
    throw nftablesFault('the table is larger than can be read', 'Lower policy.maxBlocks.');
  if (code === 0) return output;
  if (/No such file or directory/.test(complaint)) return null;
  throw refusal(code, complaint);
}

/** From what nft prints of the kernel's errors: EPERM, EOPNOTSUPP, ENOBUFS, ENOMEM, EMSGSIZE, ENFILE. */
export function refusal(code: number | null, complaint: string): StrayflowError {
  if (/not permitted|must be root/i.test(complaint)) {
    return nftablesFault(
      'this user may not change the firewall',
      'Run as root, or with the capability CAP_NET_ADMIN.',
    );
  }
  if (/not supported|unable to initialize/i.test(complaint)) {
    return nftablesFault(
      'the kernel has no nftables here',
      'Load the module nf_tables, or use another enforcer.',
    );
  }
  if (/no buffer space|cannot allocate|message too long|too many open files|no space left/i.test(complaint)) {
    return nftablesFault(
      'the kernel or this machine has no room for more blocks',
      'Lower policy.maxBlocks; what stands stays, and the rest is tried again.',
    );
  }
  return nftablesFault(
    `nft ended with ${code}: ${visible(complaint.split('\n')[0] ?? '')}`,
    'Run strayflow doctor.',
  );
}
