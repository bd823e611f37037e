import { describe, expect, it } from 'vitest';
import { CONNECTION_STATE_NAMES } from '../../../src/model/flow-batch.js';
import {
  argusState,
  stateOfCounters,
  stateOfFlags,
  stateWord,
  tcpFlagsOf,
} from '../../../src/sources/record/connection-state.js';

const name = (state: number) => (Number.isNaN(state) ? null : CONNECTION_STATE_NAMES[state]);

describe('the TCP flags of both sides', () => {
  it.each([
    ['S_', 'S0'],
    ['SR_', 'RSTOS0'],
    ['FS_', 'SH'],
    ['SPA_', null],
    ['S_RA', 'REJ'],
    ['S_R', 'REJ'],
    ['SA_RA', null],
    ['S_SA', 'S1'],
    ['SPA_SPA', 'S1'],
    ['FSPA_FSPA', 'SF'],
    ['FSRPA_FSPA', 'SF'],
    ['FSPA_SPA', 'S2'],
    ['SPA_FSPA', 'S3'],
    ['SRPA_SPA', 'RSTO'],
    ['FSA_SRA', 'RSTR'],
    ['PA_PA', 'OTH'],
    ['A_SA', null],
  ])('%s are %s', (word, state) => {
    const { initiatorFlags, responderFlags } = stateWord(word);
    expect(name(stateOfFlags(initiatorFlags, responderFlags))).toBe(state);
  });
});

describe("Argus' words", () => {
  const both = { sent: 1, received: 1 };
  const one = { sent: 1, received: 0 };
  it.each([
    ['REQ', 6, one, false, 'S0'],
    ['REQ', 6, both, false, null],
    ['CON', 6, both, false, 'S1'],
    ['FIN', 6, both, false, 'SF'],
    ['RST', 6, one, false, 'RSTOS0'],
    ['RST', 6, both, true, 'REJ'],
    ['RST', 6, both, false, null],
    ['TIM', 6, both, false, null],
    ['CON', 17, both, false, 'SF'],
    ['INT', 17, one, false, 'S0'],
    ['URP', 17, one, false, 'REJ'],
    ['ECO', 1, one, false, 'S0'],
    ['ECO', 1, both, false, 'SF'],
    ['URH', 1, one, false, null],
  ] as const)('%s of protocol %i (%j) is %s %s', (word, protocol, spoken, onePacketEach, state) => {
    expect(name(argusState(word, protocol, spoken, onePacketEach))).toBe(state);
  });
});

describe('counters alone', () => {
  it('tell whether UDP was answered and that TCP was not, and never more', () => {
    expect(name(stateOfCounters(17, { sent: 1, received: 1 }))).toBe('SF');
    expect(name(stateOfCounters(17, { sent: 1, received: 0 }))).toBe('S0');
    expect(name(stateOfCounters(6, { sent: 1, received: 0 }))).toBe('S0');
    expect(name(stateOfCounters(6, { sent: 1, received: 1 }))).toBe(null);
    expect(name(stateOfCounters(17, { sent: 1, received: Number.NaN }))).toBe(null);
    expect(name(stateOfCounters(1, { sent: 1, received: 0 }))).toBe(null);
  });
});

it('flags are read from letters in any order', () => {
  expect(tcpFlagsOf('...AP.S.')).toBe(0b011010);
  expect(tcpFlagsOf('SA')).toBe(0b010010);
  expect(tcpFlagsOf('')).toBeNaN();
  expect(tcpFlagsOf('hello')).toBeNaN();
});
