
import type { CellsAlias as _topodata_CellsAlias, CellsAlias__Output as _topodata_CellsAlias__Output } from '../topodata/CellsAlias.ts';

export interface GetCellsAliasesResponse {
  'aliases'?: ({[key: string]: _topodata_CellsAlias});
}

export interface GetCellsAliasesResponse__Output {
  'aliases': ({[key: string]: _topodata_CellsAlias__Output});
}
