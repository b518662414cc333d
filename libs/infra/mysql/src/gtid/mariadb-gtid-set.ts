import { badGtid, parseUnsigned } from './gtid-error.ts';

/** One transaction of MariaDB: `domain-server-sequence`. */
export interface MariadbGtid {
  readonly kind: 'MariaDB';
  readonly domain: number;
  readonly server: number;
  readonly sequence: bigint;
}

/** MariaDB's position: the last transaction of each replication domain. It contains everything before these. */
export interface MariadbGtidSet {
  readonly kind: 'MariaDB';
  readonly domains: ReadonlyMap<number, MariadbGtid>;
}

const UINT32_MAX = 2n ** 32n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

export const emptyMariadbGtidSet: MariadbGtidSet = { kind: 'MariaDB', domains: new Map() };

export function parseMariadbGtid(text: string): MariadbGtid {
  const [domainText = '', serverText = '', sequenceText = '', more] = text.trim().split('-');
  const domain = parseUnsigned(domainText, UINT32_MAX);
  const server = parseUnsigned(serverText, UINT32_MAX);
  const sequence = parseUnsigned(sequenceText, UINT64_MAX);
  if (domain === undefined || server === undefined || sequence === undefined || more !== undefined) {
    throw badGtid('MariaDB GTID', text);
  }
  return { kind: 'MariaDB', domain: Number(domain), server: Number(server), sequence };
}

export function parseMariadbGtidSet(text: string): MariadbGtidSet {
  const gtids = text.split(',').filter((one) => one.trim() !== '');
  return gtids.map(parseMariadbGtid).reduce(addMariadb, emptyMariadbGtidSet);
}

export function formatMariadbGtid({ domain, server, sequence }: MariadbGtid): string {
  return `${domain}-${server}-${sequence}`;
}

/** Sorted by domain. */
export function formatMariadbGtidSet({ domains }: MariadbGtidSet): string {
  const gtids = [...domains.values()].sort((a, b) => a.domain - b.domain);
  return gtids.map(formatMariadbGtid).join(',');
}

/** The later of two in the same domain stays: domains never go back. */
export function addMariadb(set: MariadbGtidSet, gtid: MariadbGtid): MariadbGtidSet {
  const known = set.domains.get(gtid.domain);
  if (known && known.sequence >= gtid.sequence) return set;
  return { kind: 'MariaDB', domains: new Map(set.domains).set(gtid.domain, gtid) };
}

export function unionMariadb(a: MariadbGtidSet, b: MariadbGtidSet): MariadbGtidSet {
  return [...b.domains.values()].reduce(addMariadb, a);
}

/** The server number plays no part: sequences are of the domain. */
export function containsMariadb(whole: MariadbGtidSet, part: MariadbGtidSet): boolean {
  return [...part.domains.values()].every(({ domain, sequence }) => {
    const known = whole.domains.get(domain);
    return known !== undefined && known.sequence >= sequence;
  });
}

export function equalMariadb(a: MariadbGtidSet, b: MariadbGtidSet): boolean {
  return formatMariadbGtidSet(a) === formatMariadbGtidSet(b);
}
