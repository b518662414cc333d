import type { CodeName } from './code.ts';
import { type VtError } from './vt-error.ts';

/** What a MySQL client is told. */
export type MysqlError = { readonly errno: number; readonly state: string; readonly message: string };

const inText = /\(errno (\d+)\) \(sqlstate ([0-9A-Za-z]{5})\)/;

/** What MySQL clients see for an error that names no errno of its own. */
const byCode: { readonly [C in CodeName]?: { readonly errno: number; readonly state: string } } = {
  ABORTED: { errno: 1317, state: '70100' },
  CANCELED: { errno: 1317, state: '70100' },
  DEADLINE_EXCEEDED: { errno: 1317, state: '70100' },
  INTERNAL: { errno: 1815, state: 'HY000' },
  PERMISSION_DENIED: { errno: 1045, state: '28000' },
  RESOURCE_EXHAUSTED: { errno: 1203, state: '42000' },
  UNAUTHENTICATED: { errno: 1045, state: '28000' },
  UNIMPLEMENTED: { errno: 1235, state: '42000' },
};

/**
 * The errno and SQLSTATE for an error, in this order: those that a mysqld gave (kept in the text as
 * "(errno N) (sqlstate XXXXX)" while it crossed gRPC), those of the error itself, those of its code, else 1105/HY000.
 */
export function toMysqlError(error: VtError): MysqlError {
  const found = inText.exec(error.message);
  if (found) return { errno: Number(found[1]), state: found[2] ?? 'HY000', message: error.message };
  if (error.errno !== undefined) return { errno: error.errno, state: error.state ?? 'HY000', message: error.message };
  if (error.code === 'RESOURCE_EXHAUSTED' && error.message.includes('Transaction throttled')) {
    return { errno: 1041, state: 'HY000', message: error.message };
  }
  const row = byCode[error.code] ?? { errno: 1105, state: 'HY000' };
  return { ...row, message: error.message };
}
