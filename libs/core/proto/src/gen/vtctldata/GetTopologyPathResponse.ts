
import type { TopologyCell as _vtctldata_TopologyCell, TopologyCell__Output as _vtctldata_TopologyCell__Output } from '../vtctldata/TopologyCell.ts';

export interface GetTopologyPathResponse {
  'cell'?: (_vtctldata_TopologyCell | null);
}

export interface GetTopologyPathResponse__Output {
  'cell': (_vtctldata_TopologyCell__Output | null);
}
