import { VtError } from '@vt/base';

/** Whether a shard has more rows for a statement than it gives at once (`--queryserver-config-max-result-size`, workload OLTP). */
export const isRowLimit = (error: unknown): boolean =>
  error instanceof VtError && error.code === 'ABORTED' && error.message.includes('Row count exceeded');
