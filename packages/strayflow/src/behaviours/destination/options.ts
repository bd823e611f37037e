/** What is ordinary of a destination: options that the behaviours which weigh destinations share. */
import { z } from 'zod';

const ports = (list: readonly number[], text: string) =>
  z
    .array(z.int().min(0).max(65535))
    .max(256)
    .default([...list])
    .describe(text);

const decades = (value: number, text: string) => z.number().min(0).default(value).describe(text);

/** Mail, name and time services, push, chat, VPN, remote shells, telephony, and agents: they poll or stay open. */
const STANDING_PORTS = [
  22, 25, 110, 143, 179, 389, 465, 500, 587, 636, 873, 993, 995, 1194, 1883, 3389, 3478, 4460, 4500, 5060,
  5061, 5222, 5223, 5228, 5349, 5938, 8883, 19302, 51820,
] as const;

/** Services that answer by asking often, and that other behaviours look after: DHCP, DNS, discovery. */
const QUIET_PORTS = [53, 67, 68, 137, 138, 546, 547, 853, 1900, 3702, 5353, 5355] as const;

/** Defaults are -log10 of the share of ordinary hosts that show this to a destination of their own, by its port. */
export function destinationOptions(web: number, standing: number, other: number) {
  return {
    webPorts: ports([80, 443, 8080, 8443], 'ports of the web'),
    standingPorts: ports(STANDING_PORTS, 'ports of services that ordinary programs poll or keep open'),
    quietPorts: ports(QUIET_PORTS, 'ports that are left to other behaviours'),
    webSurprise: decades(
      web,
      'surprise (-log10) of this on a port of the web, where one host of many does it',
    ),
    standingSurprise: decades(standing, 'the same on a port of a service that is polled or kept open'),
    otherSurprise: decades(other, 'the same on any other port'),
    newSurprise: decades(
      0.7,
      'surprise (-log10) added when the destination is new to a site that was watched before',
    ),
    newForMs: z
      .number()
      .positive()
      .default(86_400_000)
      .describe('how long (ms) a site is watched before something can be new to it'),
    freshForMs: z
      .number()
      .positive()
      .default(604_800_000)
      .describe('how long (ms) after its first use a destination is still new'),
    knownHosts: z
      .int()
      .min(2)
      .default(10)
      .describe('hosts from which it is known what is rare on a site; with fewer, surprise is lowered'),
    unknownSurprise: decades(1.3, 'surprise (-log10) taken away on a site with one host'),
  };
}

export interface DestinationOptions {
  readonly webPorts: readonly number[];
  readonly standingPorts: readonly number[];
  readonly quietPorts: readonly number[];
  readonly webSurprise: number;
  readonly standingSurprise: number;
  readonly otherSurprise: number;
  readonly newSurprise: number;
  readonly newForMs: number;
  readonly freshForMs: number;
  readonly knownHosts: number;
  readonly unknownSurprise: number;
}
