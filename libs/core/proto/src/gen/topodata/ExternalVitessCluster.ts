
import type { TopoConfig as _topodata_TopoConfig, TopoConfig__Output as _topodata_TopoConfig__Output } from '../topodata/TopoConfig.ts';

export interface ExternalVitessCluster {
  'topo_config'?: (_topodata_TopoConfig | null);
}

export interface ExternalVitessCluster__Output {
  'topo_config': (_topodata_TopoConfig__Output | null);
}
