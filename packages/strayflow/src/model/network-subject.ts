/**
 * What evidence is about when it is about no host: the network as a whole, one of its services, one of its sensors. The
 * names stand where a host's address stands, and none of them can be read as an address or prefix.
 */

export const WHOLE_NETWORK = 'network';

/** Longer names of sensors are cut: they come from the traffic. */
const MOST_CHARACTERS = 200;

/** "service tcp/445" */
export function networkService(service: string): string {
  return `service ${service}`;
}

/** "sensor 192.0.2.1": an exporter, or an input. */
export function sensor(name: string): string {
  return `sensor ${name.slice(0, MOST_CHARACTERS)}`;
}
