
import type { CellInfo as _topodata_CellInfo, CellInfo__Output as _topodata_CellInfo__Output } from '../topodata/CellInfo.ts';

export interface AddCellInfoRequest {
  'name'?: (string);
  'cell_info'?: (_topodata_CellInfo | null);
}

export interface AddCellInfoRequest__Output {
  'name': (string);
  'cell_info': (_topodata_CellInfo__Output | null);
}
