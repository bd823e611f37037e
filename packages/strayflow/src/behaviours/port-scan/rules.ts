/** The options of the port scan behaviour with what follows from them, worked out once. */
import type { PortScanOptions } from './options.js';

/** What a contact adds to the log10 of the likelihood ratio. */
export interface Steps {
  readonly failed: number;
  readonly answered: number;
}

export interface ScanRules extends PortScanOptions {
  /** For a further TCP port of one host. */
  readonly portSteps: Steps;
  /** For a further host, and for UDP. */
  readonly hostSteps: Steps;
  /** For what comes from outside to a host of the network. */
  readonly outside: { readonly port: Steps; readonly portByUdp: Steps; readonly host: Steps };
  /** For a host in a burst on web ports. */
  readonly burst: Steps;
  readonly everyday: ReadonlySet<number>;
  readonly sought: ReadonlySet<number>;
}

function steps(ordinary: number, scanner: number): Steps {
  return { failed: Math.log10(scanner / ordinary), answered: Math.log10((1 - scanner) / (1 - ordinary)) };
}

export function rulesOf(options: PortScanOptions): ScanRules {
  return {
    ...options,
    portSteps: steps(options.ordinaryFailure, options.scannerFailure),
    hostSteps: steps(options.tolerantOrdinaryFailure, options.tolerantScannerFailure),
    outside: {
      port: steps(options.outsideOrdinaryFailure, options.outsideScannerFailure),
      portByUdp: steps(options.ordinaryFailure, options.scannerFailure),
      host: steps(options.ordinaryFailure, options.outsideScannerFailure),
    },
    burst: steps(options.burstOrdinaryFailure, options.burstScannerFailure),
    everyday: new Set(options.everydayPorts),
    sought: new Set(options.soughtPorts),
  };
}
