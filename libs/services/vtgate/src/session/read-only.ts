import { VtError } from '@vt/base';
import type { Session } from './session.ts';

/** Whether the session's transaction, or its next one, may write nothing. */
export function isReadOnly({ begin, settings }: Session): boolean {
  if (begin.accessMode !== undefined || settings.size === 0) return begin.accessMode === 'READ_ONLY';
  const setting = settings.get('transaction_read_only') ?? settings.get('tx_read_only');
  return setting !== undefined && /^'?(?:1|on)'?$/i.test(setting);
}

/** What a mysqld says of a write in such a transaction, before anything else that is wrong with it. */
export function readOnlyRefusal(isMariadb: boolean): VtError {
  const message = `Cannot execute statement in a READ ONLY transaction${isMariadb ? '' : '.'}`;
  return new VtError({ code: 'FAILED_PRECONDITION', errno: 1792, state: '25006', message });
}
