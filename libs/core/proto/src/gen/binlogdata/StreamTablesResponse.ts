
import type { BinlogTransaction as _binlogdata_BinlogTransaction, BinlogTransaction__Output as _binlogdata_BinlogTransaction__Output } from '../binlogdata/BinlogTransaction.ts';

export interface StreamTablesResponse {
  'binlog_transaction'?: (_binlogdata_BinlogTransaction | null);
}

export interface StreamTablesResponse__Output {
  'binlog_transaction': (_binlogdata_BinlogTransaction__Output | null);
}
