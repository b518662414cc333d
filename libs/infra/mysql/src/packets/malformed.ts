import { VtError } from '@vt/base';

/** The packet does not follow its grammar. The connection's byte stream can still be in step: framing is checked apart. */
export function malformed(what: string): VtError {
  return new VtError({
    code: 'INVALID_ARGUMENT',
    errno: 1835,
    state: 'HY000',
    message: `Malformed communication packet: ${what}.`,
  });
}
