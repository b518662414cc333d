import { readUint16 } from './lenenc.ts';

/** What an ERR packet says. */
export type ErrInfo = { readonly errno: number; readonly state: string; readonly message: string };

/** An ERR packet's payload: 0xff, errno (2), '#' and five characters of SQLSTATE, text. During the handshake the state is absent. */
export function decodeErr(payload: Uint8Array): ErrInfo {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  const errno = readUint16(bytes, 1);
  if (bytes[3] !== 0x23) return { errno, state: 'HY000', message: bytes.toString('utf8', 3) };
  return { errno, state: bytes.toString('latin1', 4, 9), message: bytes.toString('utf8', 9) };
}
