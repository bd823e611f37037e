/** Which attacks are injected into which copy of the traffic, with whom, and when. */
import { random } from '@strayflow/detectors';
import type { Window } from '../../model/window.js';
import type { Expectation } from '../expectations.js';
import { type Attack, type MadeFlow, type Scene, STRENGTHS, type Strength } from './attack.js';
import { ATTACKS } from './attacks/index.js';
import type { Cast } from './cast.js';

export interface Injection {
  readonly attack: Attack;
  readonly strength: Strength;
  readonly scene: Omit<Scene, 'random'>;
  readonly expectation: Expectation;
  /** In order of start. */
  readonly flows: readonly MadeFlow[];
}

/** Injections of one copy: no host plays two parts in it, no behaviour comes twice, and loud attacks are alone. */
export type Round = readonly Injection[];

export function plan(cast: Cast, span: Window, seed: number): readonly Round[] {
  const injections = ATTACKS.flatMap((attack, kind) =>
    STRENGTHS.map((strength, level) =>
      inject(attack, strength, cast, span, seed, kind * STRENGTHS.length + level),
    ),
  );
  const rounds: Injection[][] = [];
  for (const injection of injections) {
    const open = rounds.find((round) => fits(injection, round));
    if (open === undefined) rounds.push([injection]);
    else open.push(injection);
  }
  return rounds;
}

function fits(injection: Injection, round: readonly Injection[]): boolean {
  if (injection.attack.loud || round.some((other) => other.attack.loud)) return false;
  if (round.some((other) => other.attack.behaviour === injection.attack.behaviour)) return false;
  const taken = new Set(round.flatMap(({ scene }) => [scene.actor, scene.neighbour, scene.outsider]));
  const { actor, neighbour, outsider } = injection.scene;
  return !taken.has(actor) && !taken.has(neighbour) && !taken.has(outsider);
}

function inject(
  attack: Attack,
  strength: Strength,
  { insiders, outsiders }: Cast,
  span: Window,
  seed: number,
  number: number,
): Injection {
  const draw = random(seed, number);
  const place = draw.below(insiders.length);
  const actor = insiders[place]!;
  const outsider = outsiders[draw.below(outsiders.length)]!;
  const neighbour =
    insiders.length === 1
      ? outsider
      : insiders[(place + 1 + draw.below(insiders.length - 1)) % insiders.length]!;
  const start = Math.floor(span.start + attack.begins * (span.end - span.start));
  const scene = { actor, neighbour, outsider, start, end: span.end };
  const flows = attack.make({ ...scene, random: draw }, strength).toSorted((a, b) => a.start - b.start);
  const { attacker, victim, peer } = attack.truth({ ...scene, random: draw });
  return {
    attack,
    strength,
    scene,
    flows,
    expectation: {
      behaviour: attack.behaviour,
      attacker,
      victims: victim === null ? [] : [victim],
      addresses: [],
      peer,
      start: flows[0]?.start ?? start,
      end: flows.at(-1)?.start ?? start,
    },
  };
}
