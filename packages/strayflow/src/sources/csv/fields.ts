/** What a CSV column can be, and the names that common tools give it. */
import { StrayflowError } from '../../model/errors.js';
import type { TimeUnit } from '../text/time.js';

/** `auto`: the tool leaves it open; decided by the first values. */
type Unit = TimeUnit | 'auto';

interface CsvField {
  /** In order of preference, without case, spaces and punctuation. "name:unit" where the name implies a unit. */
  readonly aliases: string;
}

/**
 * Names come from the old script's edge logs (ClientIP), CICFlowMeter (old "Source IP", new "Src IP"), UNSW-NB15,
 * Argus' ra, nfdump, nfstream, nProbe, IPFIX (RFC 7012), Zeek logs turned into CSV, Splunk's CIM, and Strayflow's own
 * reports. Sent and received are by the initiator: in_bytes of NetFlow came from the source, bytes_in of a
 * firewall came back to it.
 */
const FIELDS = {
  time: {
    aliases: `ts time timestamp starttime start stime firstseen datefirstseen first datetime flowstart flowstarttime begin
      begintime eventtime edgestarttimestamp sessionstarttime connecttimestamp firstswitched tsms:ms timestampms:ms
      starttimems:ms flowstartseconds:s flowstartmilliseconds:ms flowstartmicroseconds:us flowstartnanoseconds:ns
      bidirectionalfirstseenms:ms src2dstfirstseenms:ms`,
  },
  end: {
    aliases: `te endtime ltime lasttime lastseen datelastseen last end flowend flowendtime stoptime edgeendtimestamp
      sessionendtime disconnecttimestamp lastswitched endtimems:ms flowendseconds:s flowendmilliseconds:ms
      flowendmicroseconds:us flowendnanoseconds:ns bidirectionallastseenms:ms`,
  },
  duration: {
    aliases: `dur duration td flowduration:auto elapsed durationsec durationseconds durationms:ms durationus:us
      flowdurationmilliseconds:ms flowdurationmicroseconds:us bidirectionaldurationms:ms`,
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
    aliases: `clientsrcport clientport srcport sourceport sport sp spt idorigp origp l4srcport sourcetransportport srcpt`,
  },
  destinationPort: {
    aliases: `clientdstport dstport destport destinationport dport dsport dp dpt idrespp respp l4dstport
      destinationtransportport dstpt originport serverport`,
  },
  protocol: {
    aliases: `proto protocol pr prot ipprotocol ipproto protocolidentifier protocolnumber l4proto transport transportprotocol`,
  },
  icmpType: { aliases: `icmptype icmpv4type` },
  icmpCode: { aliases: `icmpcode icmpv4code` },
  tcpFlags: { aliases: `tcpflags flg tcpcontrolbits flags` },
  state: { aliases: `state connstate connectionstate` },
  direction: { aliases: `dir direction` },
  bytesSent: {
    aliases: `sbytes srcbytes bytessent sentbytes bytesout origipbytes origbytes src2dstbytes totlenfwdpkts
      totallengthoffwdpackets totallengthoffwdpacket totalfwdbytes ibyt inbytes octetdeltacount octets doctets
      clientrequestbytes clientbytes bytestoserver bytes byt`,
  },
  bytesReceived: {
    aliases: `dbytes dstbytes bytesreceived receivedbytes bytesrcvd rcvdbytes bytesin respipbytes respbytes dst2srcbytes
      totlenbwdpkts totallengthofbwdpackets totallengthofbwdpacket totalbwdbytes obyt outbytes edgeresponsebytes
      originbytes bytestoclient`,
  },
  bytesTotal: { aliases: `totbytes totalbytes bytestotal bidirectionalbytes flowbytes` },
  packetsSent: {
    aliases: `spkts srcpkts srcpackets packetssent sentpackets sentpkts packetsout origpkts src2dstpackets totfwdpkts
      totalfwdpackets totalfwdpacket totalfwdpkts ipkt inpkts packetdeltacount pktstoserver packets pkts pkt`,
  },
  packetsReceived: {
    aliases: `dpkts dstpkts dstpackets packetsreceived receivedpackets packetsrcvd rcvdpkts packetsin resppkts dst2srcpackets
      totbwdpkts totalbackwardpackets totalbwdpackets totalbwdpkts opkt outpkts pktstoclient`,
  },
  packetsTotal: { aliases: `totpkts totalpackets totalpkts packetstotal bidirectionalpackets` },
  ttl: { aliases: `sttl srcttl ttl` },
  vlan: { aliases: `vlan vlanid srcvlan svln svlan` },
  interfaceIndex: { aliases: `inputsnmp ingressinterface inputinterface inif in` },
  samplingRate: { aliases: `samplingrate samplinginterval` },
  sourceMac: { aliases: `srcmac smac sourcemac sourcemacaddress origl2addr ismc` },
  service: { aliases: `service appproto application applicationname app l7proto` },
  uid: { aliases: `uid sessionid` },
  identity: { aliases: `identity user username useremail` },
  exporter: { aliases: `exporter exporteraddress ra router` },
} as const satisfies Record<string, CsvField>;

export type CsvFieldName = keyof typeof FIELDS;
export const CSV_FIELDS = Object.keys(FIELDS) as [CsvFieldName, ...CsvFieldName[]];

/** Case, spaces, underscores and other punctuation do not count: "Src IP" and "src_ip" are one name. */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Names of NetFlow's counters of the way back, which are 0 in a one-way export. */
const ONE_WAY_COUNTERS = new Set(['opkt', 'obyt', 'outbytes', 'outpkts']);

export interface AssignedColumn {
  readonly field: CsvFieldName;
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

const ALIASES = new Map<CsvFieldName, readonly Alias[]>(
  CSV_FIELDS.map((field) => [
    field,
    FIELDS[field].aliases.split(/\s+/).map((alias) => {
      const [name, unit] = alias.split(':') as [string, Unit?];
      return { name, unit: unit ?? null };
    }),
  ]),
);

/** Finds each field's column among the names of a header; of two columns with one name the first counts. */
export function assignColumns(names: readonly string[]): readonly AssignedColumn[] {
  const position = new Map<string, number>();
  names.forEach((name, column) => {
    const normal = normalName(name);
    if (!position.has(normal)) position.set(normal, column);
  });
  const assigned: AssignedColumn[] = [];
  for (const field of CSV_FIELDS) {
    const alias = ALIASES.get(field)!.find((each) => position.has(each.name));
    if (alias === undefined) continue;
    const zeroWhenOneWay = ONE_WAY_COUNTERS.has(alias.name);
    assigned.push({ field, column: position.get(alias.name)!, unit: alias.unit, zeroWhenOneWay });
  }
  return assigned;
}

/** The unit that a column's name implies; null when it implies none. */
export function impliedUnit(name: string): Unit | null {
  const normal = normalName(name);
  for (const aliases of ALIASES.values()) {
    const alias = aliases.find((each) => each.name === normal);
    if (alias !== undefined) return alias.unit;
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
export function parseColumnMap(text: string): Partial<Record<CsvFieldName, string>> {
  const map: Partial<Record<CsvFieldName, string>> = {};
  for (const part of text.split(',')) {
    const at = part.indexOf('=');
    const field = part.slice(0, Math.max(at, 0)).trim();
    const column = part.slice(at + 1).trim();
    const known = CSV_FIELDS.find((each) => each === field);
    if (at < 0 || column === '' || known === undefined) {
      throw new StrayflowError('usage', `expected FIELD=COLUMN, received "${part.trim()}"`, {
        hint: `The fields are ${CSV_FIELDS.join(', ')}.`,
      });
    }
    map[known] = column;
  }
  return map;
}
