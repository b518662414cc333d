import { VtError } from '@vt/base';
import { isReadOnlyNow } from '@vt/mysql';

/** Errors that come again however often a stream is tried: rows or statements that the target cannot take. */
const LASTING = new Set([
  1048, 1050, 1054, 1060, 1061, 1062, 1064, 1091, 1101, 1142, 1146, 1149, 1166, 1171, 1235, 1242, 1264, 1265, 1288,
  1290, 1292, 1364, 1366, 1367, 1369, 1406, 1416, 1526, 1690, 1786, 3140, 3141, 3144, 3147, 3156, 3819, 4025,
]);

const LASTING_CODES = new Set(['INVALID_ARGUMENT', 'UNIMPLEMENTED']);

/** Whether trying again cannot help. */
export function isLasting(error: unknown): boolean {
  if (!(error instanceof VtError)) return false;
  if (error.errno !== undefined) return LASTING.has(error.errno) && !isReadOnlyNow(error);
  return LASTING_CODES.has(error.code);
}
