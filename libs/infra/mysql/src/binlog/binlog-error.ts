import { VtError } from '@vt/base';

/** What the server sent is no binlog event as we know them: reading on could only give wrong rows. */
export function binlogError(message: string): VtError {
  return new VtError({ code: 'INTERNAL', message: `binlog: ${message}` });
}
