
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ExecuteVtctlCommandRequest as _vtctldata_ExecuteVtctlCommandRequest, ExecuteVtctlCommandRequest__Output as _vtctldata_ExecuteVtctlCommandRequest__Output } from '../vtctldata/ExecuteVtctlCommandRequest.ts';
import type { ExecuteVtctlCommandResponse as _vtctldata_ExecuteVtctlCommandResponse, ExecuteVtctlCommandResponse__Output as _vtctldata_ExecuteVtctlCommandResponse__Output } from '../vtctldata/ExecuteVtctlCommandResponse.ts';

export interface VtctlDefinition {
  ExecuteVtctlCommand: MethodDefinition<_vtctldata_ExecuteVtctlCommandRequest, _vtctldata_ExecuteVtctlCommandResponse, _vtctldata_ExecuteVtctlCommandRequest__Output, _vtctldata_ExecuteVtctlCommandResponse__Output>
}
