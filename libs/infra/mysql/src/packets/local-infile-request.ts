import { malformed } from './malformed.ts';

/*
  LOCAL INFILE Request => header int<1> 0xfb · file_name string<EOF>
  The client answers with the file's bytes in packets, the last one empty.
*/
const HEADER = 0xfb;

export function writeLocalInfileRequest(fileName: string): Buffer {
  return Buffer.concat([Buffer.of(HEADER), Buffer.from(fileName, 'utf8')]);
}

export function readLocalInfileRequest(payload: Buffer): string {
  if (payload[0] !== HEADER) throw malformed(`local infile request with header ${payload[0]}`);
  return payload.subarray(1).toString('utf8');
}
