
import type { CellsAlias as _topodata_CellsAlias, CellsAlias__Output as _topodata_CellsAlias__Output } from '../topodata/CellsAlias.ts';

export interface UpdateCellsAliasResponse {
  'name'?: (string);
  'cells_alias'?: (_topodata_CellsAlias | null);
}

export interface UpdateCellsAliasResponse__Output {
  'name': (string);
  'cells_alias': (_topodata_CellsAlias__Output | null);
}
