
import type { EventToken as _query_EventToken, EventToken__Output as _query_EventToken__Output } from '../query/EventToken.ts';
import type { Charset as _binlogdata_Charset, Charset__Output as _binlogdata_Charset__Output } from '../binlogdata/Charset.ts';


export const _binlogdata_BinlogTransaction_Statement_Category = {
  BL_UNRECOGNIZED: 'BL_UNRECOGNIZED',
  BL_BEGIN: 'BL_BEGIN',
  BL_COMMIT: 'BL_COMMIT',
  BL_ROLLBACK: 'BL_ROLLBACK',
  BL_DML_DEPRECATED: 'BL_DML_DEPRECATED',
  BL_DDL: 'BL_DDL',
  BL_SET: 'BL_SET',
  BL_INSERT: 'BL_INSERT',
  BL_UPDATE: 'BL_UPDATE',
  BL_DELETE: 'BL_DELETE',
} as const;

export type _binlogdata_BinlogTransaction_Statement_Category =
  | 'BL_UNRECOGNIZED'
  | 0
  | 'BL_BEGIN'
  | 1
  | 'BL_COMMIT'
  | 2
  | 'BL_ROLLBACK'
  | 3
  | 'BL_DML_DEPRECATED'
  | 4
  | 'BL_DDL'
  | 5
  | 'BL_SET'
  | 6
  | 'BL_INSERT'
  | 7
  | 'BL_UPDATE'
  | 8
  | 'BL_DELETE'
  | 9

export type _binlogdata_BinlogTransaction_Statement_Category__Output = typeof _binlogdata_BinlogTransaction_Statement_Category[keyof typeof _binlogdata_BinlogTransaction_Statement_Category]

export interface _binlogdata_BinlogTransaction_Statement {
  'category'?: (_binlogdata_BinlogTransaction_Statement_Category);
  'charset'?: (_binlogdata_Charset | null);
  'sql'?: (Buffer | Uint8Array | string);
}

export interface _binlogdata_BinlogTransaction_Statement__Output {
  'category': (_binlogdata_BinlogTransaction_Statement_Category__Output);
  'charset': (_binlogdata_Charset__Output | null);
  'sql': (Buffer);
}

export interface BinlogTransaction {
  'statements'?: (_binlogdata_BinlogTransaction_Statement)[];
  'event_token'?: (_query_EventToken | null);
}

export interface BinlogTransaction__Output {
  'statements': (_binlogdata_BinlogTransaction_Statement__Output)[];
  'event_token': (_query_EventToken__Output | null);
}
