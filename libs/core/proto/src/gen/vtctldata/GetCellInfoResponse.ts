
import type { CellInfo as _topodata_CellInfo, CellInfo__Output as _topodata_CellInfo__Output } from '../topodata/CellInfo.ts';

export interface GetCellInfoResponse {
  'cell_info'?: (_topodata_CellInfo | null);
}

export interface GetCellInfoResponse__Output {
  'cell_info': (_topodata_CellInfo__Output | null);
}
