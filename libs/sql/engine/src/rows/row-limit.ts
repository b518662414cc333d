import { VtError } from '@vt/base';

/** At the end: an error that has more behind it, as that the transaction was rolled back for it, is another one, after which nothing may be run again. */
const TEXT = /Row count exceeded \d+(?: \(CallerID: [^)]*\))?$/;

/** Whether a shard has more rows for a statement than it gives at once (`--queryserver-config-max-result-size`, workload OLTP), and did nothing. */
export const isRowLimit = (error: unknown): boolean =>
  error instanceof VtError && error.code === 'ABORTED' && TEXT.test(error.message);
