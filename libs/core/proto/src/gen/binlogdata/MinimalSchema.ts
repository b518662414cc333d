
import type { MinimalTable as _binlogdata_MinimalTable, MinimalTable__Output as _binlogdata_MinimalTable__Output } from '../binlogdata/MinimalTable.ts';

export interface MinimalSchema {
  'tables'?: (_binlogdata_MinimalTable)[];
}

export interface MinimalSchema__Output {
  'tables': (_binlogdata_MinimalTable__Output)[];
}
