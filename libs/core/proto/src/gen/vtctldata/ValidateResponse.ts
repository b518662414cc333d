
import type { ValidateKeyspaceResponse as _vtctldata_ValidateKeyspaceResponse, ValidateKeyspaceResponse__Output as _vtctldata_ValidateKeyspaceResponse__Output } from '../vtctldata/ValidateKeyspaceResponse.ts';

export interface ValidateResponse {
  'results'?: (string)[];
  'results_by_keyspace'?: ({[key: string]: _vtctldata_ValidateKeyspaceResponse});
}

export interface ValidateResponse__Output {
  'results': (string)[];
  'results_by_keyspace': ({[key: string]: _vtctldata_ValidateKeyspaceResponse__Output});
}
