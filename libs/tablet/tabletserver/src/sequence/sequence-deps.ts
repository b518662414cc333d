import type { Pools } from '../pools.ts';
import type { ServingState } from '../state/serving-state.ts';
import type { SequenceDeps } from './sequences.ts';

/** Sequences read and write on connections of the transaction pool. */
export function sequenceDeps({ pools, state }: { readonly pools: Pools; readonly state: ServingState }): SequenceDeps {
  return {
    primaryTerm: () => state.primaryTermStart,
    async withConnection(signal, work) {
      const lease = await pools.tx.acquire({ signal });
      try {
        const result = await work(lease.connection);
        lease.release();
        return result;
      } catch (error) {
        lease.discard();
        throw error;
      }
    },
  };
}
