
import type { ValidateShardResponse as _vtctldata_ValidateShardResponse, ValidateShardResponse__Output as _vtctldata_ValidateShardResponse__Output } from '../vtctldata/ValidateShardResponse.ts';

export interface ValidateVersionKeyspaceResponse {
  'results'?: (string)[];
  'results_by_shard'?: ({[key: string]: _vtctldata_ValidateShardResponse});
}

export interface ValidateVersionKeyspaceResponse__Output {
  'results': (string)[];
  'results_by_shard': ({[key: string]: _vtctldata_ValidateShardResponse__Output});
}
