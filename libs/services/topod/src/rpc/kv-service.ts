import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Engine } from '../engine.ts';
import { checkDelete, checkPut, checkRange, checkTxn } from '../kv/check.ts';
import { checkRangeRevision, runRange } from '../kv/range.ts';
import { KvRunner } from '../kv/txn.ts';
import type { Limits } from '../limits.ts';
import { EtcdError } from './etcd-error.ts';
import { unary } from './handlers.ts';
import type { DeleteRangeRequest, PutRequest, RangeRequest, TxnRequest } from './messages.ts';
import { headerOf } from './wire.ts';

export function kvService(engine: Engine, limits: Limits): UntypedServiceImplementation {
  const runner = new KvRunner(engine, limits);
  const ready = (): Promise<void> => engine.durable();
  return {
    Compact: unary((request: { revision: string }) => compact(engine, Number(request.revision)), ready),
    DeleteRange: unary((request: DeleteRangeRequest) => {
      checkDelete(request);
      return runner.deleteRange(request);
    }, ready),
    Put: unary((request: PutRequest) => {
      checkPut(request, limits);
      return runner.put(request);
    }, ready),
    Range: unary((request: RangeRequest) => {
      checkRange(request);
      checkRangeRevision(engine.state.store, request);
      return runRange(engine.state, request);
    }, ready),
    Txn: unary((request: TxnRequest) => {
      checkTxn(request, limits);
      return runner.txn(request);
    }, ready),
  };
}

function compact(engine: Engine, revision: number): object {
  const { store } = engine.state;
  // The first compaction may be of nothing, as in etcd.
  const first = revision === 0 && !store.compacted;
  if (revision <= store.compactRevision && !first) throw new EtcdError('compacted');
  if (revision > store.revision) throw new EtcdError('futureRevision');
  engine.write((recorder) => recorder.compact(revision));
  return { header: headerOf(engine.state) };
}
