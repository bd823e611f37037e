/** Writes a flow log in CSV of any size: ordinary clients and services, heavy tails, and one host that scans ports. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** A prime: hosts take turns far apart. */
const STRIDE = 7919;

/**
 * @param {string} path
 * @param {number} rows
 * @param {number} [hosts] so many clients of equally many flows each; by default 2000, of which few make most of the flows
 * @param {number} [seed]
 */
export async function generateFlows(path, rows, hosts = 0, seed = 1) {
  let state = seed >>> 0 || 1;
  const random = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const services = [443, 443, 443, 80, 53, 53, 123, 993, 22, 8443];
  const out = createWriteStream(path, { highWaterMark: 1 << 20 });
  out.write(
    'time,source,source_port,destination,destination_port,protocol,duration_s,bytes_out,bytes_in,packets_out,packets_in,state\n',
  );
  let time = 1_700_000_000;
  let block = '';
  for (let row = 0; row < rows; row++) {
    time += -Math.log(1 - random()) * 0.02;
    const share = random() ** 2;
    const client = hosts === 0 ? Math.floor(share * 2000) : (row * STRIDE) % hosts;
    const port = services[Math.floor(random() * services.length)];
    const udp = port === 53 || port === 123;
    const scan = row % 500 === 0;
    const server = scan ? 7 : Math.floor(random() ** 3 * 5000);
    const failed = scan || random() < 0.01;
    const out_ = failed ? 60 : Math.round(Math.exp(6 + 1.2 * normal()));
    const in_ = failed ? 0 : Math.round(Math.exp(7.5 + 1.8 * normal()));
    const base = failed || udp ? 1 : 4;
    const source = scan ? '10.0.99.99' : `10.${client >> 16}.${(client >> 8) & 255}.${client & 255}`;
    block +=
      `${time.toFixed(6)},${source},${1024 + Math.floor(random() * 64000)},` +
      `172.16.${server >> 8}.${server & 255},${scan ? 1 + ((row / 500) % 60000) : port},${udp ? 17 : 6},` +
      `${(failed ? 0 : Math.exp(normal() - 1)).toFixed(4)},${out_},${in_},${base + Math.floor(out_ / 700)},` +
      `${failed ? 0 : base + Math.floor(in_ / 1200)},${failed ? 'S0' : 'SF'}\n`;
    if (block.length > 1 << 19) {
      if (!out.write(block)) await once(out, 'drain');
      block = '';
    }
  }
  out.end(block);
  await once(out, 'finish');
}
