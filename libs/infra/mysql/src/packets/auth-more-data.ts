import { malformed } from './malformed.ts';

/* Protocol::AuthMoreData => header int<1> 0x01 · data string<EOF> */
const HEADER = 0x01;

export function writeAuthMoreData(data: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(HEADER), data]);
}

export function readAuthMoreData(payload: Buffer): Buffer {
  if (payload[0] !== HEADER) throw malformed(`auth data with header ${payload[0]}`);
  return payload.subarray(1);
}
