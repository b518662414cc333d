import { VtError } from '@vt/base';
import type { SqlError } from '@vt/sqlparser';

/** What the parser says, as a client is told. */
export function asVtError(error: SqlError): VtError {
  const { errno, sqlState: state, message } = error;
  return new VtError({ code: 'INVALID_ARGUMENT', errno, state, message, cause: error });
}
