import { isIPv4, isIPv6 } from 'node:net';

/*
  PROXY protocol, before anything of MySQL's =>
    v1: 'PROXY ' ('TCP4' | 'TCP6') source destination source_port destination_port CRLF, or 'PROXY UNKNOWN' … CRLF; 107 bytes at most
    v2: signature string<12> · version_command int<1> (0x20 LOCAL, 0x21 PROXY) · family int<1> (0x1x IPv4, 0x2x IPv6) ·
        length int<2> big-endian · addresses and TLVs string<length>
*/
export type ProxyHeader =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'bad' }
  /** `source` is absent for a connection of the proxy itself (health checks). */
  | { readonly kind: 'header'; readonly bytes: number; readonly source: ProxySource | undefined };

export type ProxySource = { readonly address: string; readonly port: number };

const SIGNATURE = Buffer.from([0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a]);
const V1_START = Buffer.from('PROXY ');
const V1_BYTES_MAX = 107;
const V2_HEAD_BYTES = 16;
export const PROXY_HEADER_BYTES_MAX = 4096;

const incomplete: ProxyHeader = { kind: 'incomplete' };
const bad: ProxyHeader = { kind: 'bad' };

export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (isPrefix(bytes, SIGNATURE)) return bytes.length < V2_HEAD_BYTES ? incomplete : readV2(bytes);
  if (isPrefix(bytes, V1_START)) return readV1(bytes);
  return bad;
}

function isPrefix(bytes: Buffer, start: Buffer): boolean {
  const length = Math.min(bytes.length, start.length);
  return bytes.subarray(0, length).equals(start.subarray(0, length));
}

function readV1(bytes: Buffer): ProxyHeader {
  const end = bytes.subarray(0, V1_BYTES_MAX).indexOf('\r\n');
  if (end < 0) return bytes.length >= V1_BYTES_MAX ? bad : incomplete;
  const [, family, source = '', destination = '', port = ''] = bytes.toString('latin1', 0, end).split(' ');
  if (family === 'UNKNOWN') return { kind: 'header', bytes: end + 2, source: undefined };
  const isAddress = family === 'TCP4' ? isIPv4 : family === 'TCP6' ? isIPv6 : () => false;
  if (!isAddress(source) || !isAddress(destination) || !/^\d{1,5}$/.test(port) || Number(port) > 65_535) return bad;
  return { kind: 'header', bytes: end + 2, source: { address: source, port: Number(port) } };
}

function readV2(bytes: Buffer): ProxyHeader {
  const command = bytes[12] as number;
  const length = bytes.readUInt16BE(14);
  const end = V2_HEAD_BYTES + length;
  if ((command !== 0x20 && command !== 0x21) || end > PROXY_HEADER_BYTES_MAX) return bad;
  if (bytes.length < end) return incomplete;
  if (command === 0x20) return { kind: 'header', bytes: end, source: undefined };
  const family = (bytes[13] as number) >> 4;
  const addresses = bytes.subarray(V2_HEAD_BYTES, end);
  if (family === 1 && length >= 12) {
    const source = { address: [...addresses.subarray(0, 4)].join('.'), port: addresses.readUInt16BE(8) };
    return { kind: 'header', bytes: end, source };
  }
  if (family === 2 && length >= 36) {
    const source = { address: ipv6(addresses.subarray(0, 16)), port: addresses.readUInt16BE(32) };
    return { kind: 'header', bytes: end, source };
  }
  return { kind: 'header', bytes: end, source: undefined };
}

function ipv6(bytes: Buffer): string {
  const groups: string[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(bytes.readUInt16BE(i).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
