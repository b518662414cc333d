
import type { TableLastPK as _binlogdata_TableLastPK, TableLastPK__Output as _binlogdata_TableLastPK__Output } from '../binlogdata/TableLastPK.ts';

export interface LastPKEvent {
  'table_last_p_k'?: (_binlogdata_TableLastPK | null);
  'completed'?: (boolean);
}

export interface LastPKEvent__Output {
  'table_last_p_k': (_binlogdata_TableLastPK__Output | null);
  'completed': (boolean);
}
