/** What a column of flows can be, and the names that common tools give it. */
import { StrayflowError } from '../../model/errors.js';
import type { TimeUnit } from '../text/time.js';

/** `auto`: the tool leaves it open; decided by the first values. */
type Unit = TimeUnit | 'auto';

interface Field {
  /** In order of preference, without case, spaces and punctuation. "name:unit" where the name implies a unit. */
  readonly aliases: string;
}

/** Longer names and deeper paths are compared by their beginnings. */
const LONGEST_NAME = 256;
const MOST_STEPS = 16;

/**
 * Names come from the old script's edge logs (ClientIP), CICFlowMeter (old "Source IP", new "Src IP"), UNSW-NB15,
 * Argus' ra, nfdump, nfstream, nProbe, IPFIX (RFC 7012), Zeek logs turned into CSV, Splunk's CIM, and Strayflow's own
 * reports, Elastic's ECS, goflow2, pmacct, Fortinet, Palo Alto, AWS VPC flow logs. Sent and received are by the initiator: in_bytes of NetFlow came from the source, bytes_in of a
 * firewall came back to it.
 */
const FIELDS = {
  time: {
    aliases: `ts time timestamp starttime start stime firstseen datefirstseen first datetime flowstart flowstarttime begin
      begintime eventtime eventstart edgestarttimestamp sessionstarttime connecttimestamp firstswitched timestampstart
      tsms:ms timestampms:ms starttimems:ms timeflowstartns:ns timeflowstartms:ms timeflowstart flowstartseconds:s
      flowstartmilliseconds:ms flowstartmicroseconds:us flowstartnanoseconds:ns bidirectionalfirstseenms:ms
      src2dstfirstseenms:ms stampinserted timereceived timereceivedns:ns frametimeepoch`,
  },
  end: {
    aliases: `te endtime ltime lasttime lastseen datelastseen last end flowend flowendtime stoptime eventend
      edgeendtimestamp sessionendtime disconnecttimestamp lastswitched timestampend endtimems:ms timeflowendns:ns
      timeflowendms:ms timeflowend flowendseconds:s flowendmilliseconds:ms flowendmicroseconds:us
      flowendnanoseconds:ns bidirectionallastseenms:ms`,
  },
  duration: {
    aliases: `dur duration td flowduration:auto elapsed elapsedtime durationsec durationseconds durationms:ms
      durationus:us eventduration:ns flowdurationmilliseconds:ms flowdurationmicroseconds:us
      bidirectionaldurationms:ms`,
  },
  source: {
    aliases: `clientip srcip sourceip saddr srcaddr sa src source srcipaddr srcipaddress sourceaddress sourceipaddress
      ipsrc ipsourceaddress idorigh origh sip sourceipv4address sourceipv6address ipv4srcaddr ipv6srcaddr clientaddress
      clientaddr client`,
  },
  destination: {
    aliases: `dstip destinationip destip daddr dstaddr da dst dest destination dstipaddr dstipaddress destinationaddress
      destinationipaddress ipdst ipdestinationaddress idresph resph dip destinationipv4address destinationipv6address
      ipv4dstaddr ipv6dstaddr clientdstip originip edgeserverip serverip serveraddress serveraddr server`,
  },
  sourcePort: {
    aliases: `clientsrcport clientport srcport sourceport sport sp spt idorigp origp l4srcport sourcetransportport srcpt
      portsrc srcprt`,
  },
  destinationPort: {
    aliases: `clientdstport dstport destport destinationport dport dsport dp dpt idrespp respp l4dstport
      destinationtransportport dstpt originport serverport portdst dstprt`,
  },
  protocol: {
    aliases: `proto protocol pr prot ipprotocol ipproto protocolidentifier protocolnumber protonum l4proto transport
      transportprotocol networktransport networkiananumber`,
  },
  icmpType: { aliases: `icmptype icmpv4type` },
  icmpCode: { aliases: `icmpcode icmpv4code` },
  tcpFlags: { aliases: `tcpflags flg tcpcontrolbits flags` },
  state: { aliases: `state connstate connectionstate` },
  direction: { aliases: `dir direction` },
  action: { aliases: `action firewallaction disposition` },
  logStatus: { aliases: `logstatus` },
  bytesSent: {
    aliases: `sbytes srcbytes bytessent sentbytes sentbyte bytesout origipbytes origbytes src2dstbytes sourcebytes
      totlenfwdpkts totallengthoffwdpackets totallengthoffwdpacket totalfwdbytes ibyt inbytes octetdeltacount octets
      doctets clientrequestbytes clientbytes bytestoserver bytes byt`,
  },
  bytesReceived: {
    aliases: `dbytes dstbytes bytesreceived receivedbytes bytesrcvd rcvdbytes rcvdbyte bytesin respipbytes respbytes
      dst2srcbytes destinationbytes totlenbwdpkts totallengthofbwdpackets totallengthofbwdpacket totalbwdbytes obyt
      outbytes edgeresponsebytes originbytes bytestoclient`,
  },
  bytesTotal: { aliases: `totbytes totalbytes bytestotal bidirectionalbytes flowbytes networkbytes` },
  packetsSent: {
    aliases: `spkts srcpkts srcpackets packetssent sentpackets sentpkts pktssent sentpkt packetsout origpkts src2dstpackets
      sourcepackets totfwdpkts totalfwdpackets totalfwdpacket totalfwdpkts ipkt inpkts packetdeltacount pktstoserver
      packets pkts pkt`,
  },
  packetsReceived: {
    aliases: `dpkts dstpkts dstpackets packetsreceived receivedpackets packetsrcvd rcvdpkts pktsreceived rcvdpkt packetsin
      resppkts dst2srcpackets destinationpackets totbwdpkts totalbackwardpackets totalbwdpackets totalbwdpkts opkt
      outpkts pktstoclient`,
  },
  packetsTotal: {
    aliases: `totpkts totalpackets totalpkts packetstotal bidirectionalpackets networkpackets`,
  },
  ttl: { aliases: `sttl srcttl ttl` },
  vlan: { aliases: `vlan vlanid srcvlan svln svlan` },
  interfaceIndex: { aliases: `inputsnmp ingressinterface inputinterface inif ifacein in` },
  samplingRate: { aliases: `samplingrate samplinginterval` },
  sourceMac: { aliases: `srcmac smac sourcemac sourcemacaddress macsrc origl2addr ismc` },
  service: { aliases: `service appproto application applicationname app l7proto networkprotocol` },
  uid: { aliases: `uid sessionid` },
  identity: { aliases: `identity user username useremail` },
  exporter: {
    aliases: `exporter exporteraddress sampleraddress peeripsrc interfaceid ra router`,
  },
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof FIELDS;
export const FIELD_NAMES = Object.keys(FIELDS) as [FieldName, ...FieldName[]];

/** Case, spaces, underscores and other punctuation do not count: "Src IP" and "src_ip" are one name. */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Names of NetFlow's counters of the way back, which are 0 in a one-way export. */
const ONE_WAY_COUNTERS = new Set(['opkt', 'obyt', 'outbytes', 'outpkts']);

export interface AssignedColumn {
  readonly field: FieldName;
  /** 0-based. */
  readonly column: number;
  /** Implied by the name; null for the field's usual unit. */
  readonly unit: Unit | null;
  /** The tool writes 0 here when it counts one way only. */
  readonly zeroWhenOneWay: boolean;
}

interface Alias {
  readonly name: string;
  readonly unit: Unit | null;
}

const ALIASES = new Map<FieldName, readonly Alias[]>(
  FIELD_NAMES.map((field) => [
    field,
    FIELDS[field].aliases.split(/\s+/).map((alias) => {
      const [name, unit] = alias.split(':') as [string, Unit?];
      return { name, unit: unit ?? null };
    }),
  ]),
);

/** A name in full, and for one with a path ("flow.source.ip", "iana:octetDeltaCount") what stands behind each step. */
export function spellings(name: string): readonly string[] {
  const steps = name.slice(0, LONGEST_NAME).split(/[.:/]/, MOST_STEPS).map(normalName);
  return steps.map((_, from) => steps.slice(from).join('')).filter((normal) => normal !== '');
}

/**
 * Finds each field's column among the names of a header. Of two columns with one name the first counts; names in full
 * go before those of which only the last steps of a path are known.
 */
export function assignColumns(names: readonly string[]): readonly AssignedColumn[] {
  const all = names.map((name) => spellings(name));
  const steps = all.reduce((most, each) => Math.max(most, each.length), 0);
  const assigned: AssignedColumn[] = [];
  const isFree = (field: FieldName) => !assigned.some((each) => each.field === field);
  for (let from = 0; from < steps; from++) {
    const position = new Map<string, number>();
    all.forEach((each, column) => {
      const normal = each[from];
      if (normal !== undefined && !position.has(normal)) position.set(normal, column);
    });
    for (const field of FIELD_NAMES.filter(isFree)) {
      const alias = ALIASES.get(field)!.find((each) => position.has(each.name));
      if (alias === undefined) continue;
      const zeroWhenOneWay = ONE_WAY_COUNTERS.has(alias.name);
      assigned.push({ field, column: position.get(alias.name)!, unit: alias.unit, zeroWhenOneWay });
    }
  }
  const place = ({ field }: AssignedColumn) => FIELD_NAMES.indexOf(field);
  return assigned.sort((one, other) => place(one) - place(other));
}

/** Names that a table has which counts one direction a row, whatever else is in it: nfdump 1.7, AWS VPC flow logs. */
export function namesOneWay(names: readonly string[]): boolean {
  const has = new Set(names.map(normalName));
  return (has.has('firstseen') && has.has('flows')) || (has.has('interfaceid') && has.has('logstatus'));
}

/** The unit that a column's name implies; null when it implies none. */
export function impliedUnit(name: string): Unit | null {
  for (const normal of spellings(name)) {
    for (const aliases of ALIASES.values()) {
      const alias = aliases.find((each) => each.name === normal);
      if (alias !== undefined) return alias.unit;
    }
  }
  return null;
}

/** UNSW-NB15's raw files have these 49 columns and no header (its NUSW-NB15_features.csv names them). */
export const UNSW_COLUMNS: readonly string[] =
  `srcip sport dstip dsport proto state dur sbytes dbytes sttl dttl sloss dloss service Sload Dload Spkts Dpkts swin dwin
  stcpb dtcpb smeansz dmeansz trans_depth res_bdy_len Sjit Djit Stime Ltime Sintpkt Dintpkt tcprtt synack ackdat
  is_sm_ips_ports ct_state_ttl ct_flw_http_mthd is_ftp_login ct_ftp_cmd ct_srv_src ct_srv_dst ct_dst_ltm ct_src_ltm
  ct_src_dport_ltm ct_dst_sport_ltm ct_dst_src_ltm attack_cat Label`.split(/\s+/);

/**
 * Reads "source=ClientIP,destination=Server Address", as `--map` takes it. Throws StrayflowError 'usage' for a
 * field that does not exist.
 */
export function parseColumnMap(text: string): Partial<Record<FieldName, string>> {
  const map: Partial<Record<FieldName, string>> = {};
  for (const part of text.split(',')) {
    const at = part.indexOf('=');
    const field = part.slice(0, Math.max(at, 0)).trim();
    const column = part.slice(at + 1).trim();
    const known = FIELD_NAMES.find((each) => each === field);
    if (at < 0 || column === '' || known === undefined) {
      throw new StrayflowError('usage', `expected FIELD=COLUMN, received "${part.trim()}"`, {
        hint: `The fields are ${FIELD_NAMES.join(', ')}.`,
      });
    }
    map[known] = column;
  }
  return map;
}
