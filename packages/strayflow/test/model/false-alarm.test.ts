import { expect, it } from 'vitest';
import { falseAlarms } from '../../src/model/false-alarm.js';
import { exampleEvidence } from '../example-evidence.js';

const [scan, bruteForce] = exampleEvidence;
const site = scan!.site;

it('covers what was marked: this host at this site, these behaviours, and nothing else', () => {
  const isFalse = falseAlarms([{ site, prefix: `${scan!.host}/32`, families: ['port-scan'] }]);
  expect(isFalse(scan!)).toBe(true);
  expect(isFalse(bruteForce!)).toBe(false);
  expect(isFalse({ ...scan!, host: '198.51.100.9' })).toBe(false);
  expect(isFalse({ ...scan!, site: 'elsewhere' })).toBe(false);
});

it('knows outside IPv6 hosts by their network, and takes names of parts of the network for no address', () => {
  const isFalse = falseAlarms([{ site, prefix: '2001:db8:1:2::/64', families: ['port-scan'] }]);
  expect(isFalse({ ...scan!, host: '2001:db8:1:2::/64' })).toBe(true);
  expect(isFalse({ ...scan!, host: 'service tcp/445' })).toBe(false);
});
