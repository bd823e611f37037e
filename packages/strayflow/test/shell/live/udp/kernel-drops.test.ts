import { describe, expect, it } from 'vitest';
import { kernelDrops, parseSocketTable } from '../../../../src/shell/live/udp/kernel-drops.js';

const HEADER =
  '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops             \n';

describe('socket statistics', () => {
  it('give port, inode and drops of IPv4 and IPv6 sockets', () => {
    const table = `${HEADER}  310: 0100007F:0807 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 41231 2 0000000000000000 1729
  455: 00000000000000000000000001000000:18C7 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 41240 2 0000000000000000 0
`;
    expect(parseSocketTable(table)).toEqual([
      { inode: '41231', port: 2055, drops: 1729 },
      { inode: '41240', port: 6343, drops: 0 },
    ]);
  });

  it('say nothing of what is no table, and of sockets that are not there', () => {
    expect(parseSocketTable('')).toEqual([]);
    expect(parseSocketTable(`${HEADER}\n what is this\n`)).toEqual([]);
    expect(kernelDrops(new Set(['no inode']))).toBeNull();
  });
});
