/** What campaigns are called in sentences, and which hosts stand for them. */
import type { Analysis } from '../model/analysis.js';
import type { Campaign } from '../model/campaign.js';
import { counted, listed, riskText, utc } from '../model/format.js';
import type { HostRisk } from '../model/host-risk.js';
import { familyWords } from './words.js';

/** "53 hosts do the same: port scan of 10.1.0.5, 2026-03-03 18:40:11 UTC to ...; the riskiest is 203.0.113.66 (0.86)." */
export function campaignSentence(campaign: Campaign): string {
  const what = listed(campaign.families.map(familyWords));
  const whom = campaign.target === null ? '' : ` against ${campaign.target}`;
  return `${counted(campaign.hosts.length, 'host')} do alike: ${what}${whom}, ${utc(campaign.firstSeen)} to ${utc(campaign.lastSeen)}; the riskiest is ${campaign.hosts[0]} (${riskText(campaign.risk)}).`;
}

/** Hosts without those that a riskier host of the same campaign stands for. */
export function withoutFollowers({ hosts, campaigns }: Analysis): readonly HostRisk[] {
  const followers = new Set(
    campaigns.flatMap(({ site, hosts: members }) =>
      members.slice(1).map((host) => JSON.stringify([site, host])),
    ),
  );
  return hosts.filter(
    ({ site, host, role }) => role !== 'actor' || !followers.has(JSON.stringify([site, host])),
  );
}
