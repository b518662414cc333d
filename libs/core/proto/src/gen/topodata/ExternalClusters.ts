
import type { ExternalVitessCluster as _topodata_ExternalVitessCluster, ExternalVitessCluster__Output as _topodata_ExternalVitessCluster__Output } from '../topodata/ExternalVitessCluster.ts';

export interface ExternalClusters {
  'vitess_cluster'?: (_topodata_ExternalVitessCluster)[];
}

export interface ExternalClusters__Output {
  'vitess_cluster': (_topodata_ExternalVitessCluster__Output)[];
}
