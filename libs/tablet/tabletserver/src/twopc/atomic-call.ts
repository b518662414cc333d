import { VtError } from '@vt/base';
import { type CallState, noState, type TabletAlias, type TabletRequest } from '@vt/proto/hot';
import { noTwoPc } from '../errors.ts';
import type { TwoPc } from './two-pc.ts';

/** A step of two-phase commit that came by the query stream. */
export async function atomicCall(
  engine: TwoPc | undefined,
  { method, transactionId, atomic }: TabletRequest,
  alias: TabletAlias,
): Promise<CallState> {
  if (!engine) throw noTwoPc();
  if (!atomic?.dtid) throw new VtError({ code: 'INVALID_ARGUMENT', message: `${method} without a dtid` });
  const { dtid, participants } = atomic;
  switch (method) {
    case 'prepare':
      await engine.prepare(transactionId, dtid);
      break;
    case 'decideCommit': {
      const reservedId = await engine.decideCommit(transactionId, dtid, participants);
      return reservedId === 0n ? noState : { transactionId: 0n, reservedId, alias };
    }
    case 'decideRollback':
      await engine.decideRollback(dtid);
      break;
    case 'commitPrepared':
      await engine.commitPrepared(dtid);
      break;
    case 'rollbackPrepared':
      await engine.rollbackPrepared(dtid, transactionId);
      break;
    case 'conclude':
      await engine.concludeSoon(dtid);
      break;
    default:
      throw new VtError({ code: 'INVALID_ARGUMENT', message: `${method} is no step of two-phase commit` });
  }
  return noState;
}
