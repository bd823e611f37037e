/** Rogue services: a DHCP server, resolver or router that is not the one that the network has. */
import { formatAddress, parseAddress } from '../model/address.js';
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import { FactKind } from '../model/fact-batch.js';
import { hostText } from './host-key.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { type DhcpState, dhcpFindings, dhcpState, takeOffer } from './rogue-service/dhcp.js';
import { type DnsState, dnsFindings, dnsState, takeDns } from './rogue-service/dns.js';
import { tellFinding } from './rogue-service/finding.js';
import { type RogueServiceOptions, rogueServiceOptions } from './rogue-service/options.js';
import { type RouterState, routerFindings, routerState, takeRouter } from './rogue-service/routers.js';

export interface RogueServiceState {
  readonly dhcp: DhcpState;
  readonly dns: DnsState;
  readonly routers: RouterState;
}

/** Addresses as the summary writes them, whatever form they were given in. */
function knownServers(options: RogueServiceOptions): ReadonlySet<string> {
  const bytes = new Uint8Array(16);
  return new Set(
    options.knownServers.map((text) => (parseAddress(text, bytes) ? formatAddress(bytes) : text)),
  );
}

function siteStage(options: RogueServiceOptions, network: NetworkContext): SiteStage<RogueServiceState> {
  const known = knownServers(options);
  const isKnown = (server: string) => known.size > 0 && known.has(hostText(server));
  return {
    name: 'rogue-service',
    key: 'site',
    open: () => ({
      dhcp: dhcpState(options.maxServers),
      dns: dnsState(options),
      routers: routerState(options.maxServers),
    }),
    step() {},
    facts(state, batch) {
      for (let row = 0; row < batch.length; row++) {
        switch (batch.kind[row]) {
          case FactKind.dhcpOffer:
            takeOffer(state.dhcp, batch, row);
            break;
          case FactKind.dnsQuery:
          case FactKind.dnsAnswer:
            takeDns(state.dns, batch, row, network);
            break;
          case FactKind.neighbourBinding:
            takeRouter(state.routers, batch, row);
            break;
          default:
        }
      }
    },
    advance(state, _now, site, emit) {
      const found = [
        ...dhcpFindings(state.dhcp, isKnown, options),
        ...dnsFindings(state.dns, isKnown, options),
        ...routerFindings(state.routers, isKnown),
      ];
      for (const { finding, entry } of found) {
        const news = tellFinding(finding, entry.told, site);
        if (news === null) continue;
        entry.told = news.told;
        emit(news.evidence);
      }
    },
    dropped: ({ dhcp, dns, routers }) =>
      dhcp.servers.forgotten + dns.questions.forgotten + dns.suspects.forgotten + routers.routers.forgotten,
  };
}

export const rogueService: Behaviour<RogueServiceOptions, PerSiteState<RogueServiceState>> = {
  name: 'rogue-service',
  title: 'Rogue services',
  families: ['rogue-service'],
  options: rogueServiceOptions,
  create: (options, network) => perSite(siteStage(options, network)),
};
