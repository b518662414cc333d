
import type { MethodDefinition } from '@grpc/proto-loader'
import type { Frame as _vtqueryext_Frame, Frame__Output as _vtqueryext_Frame__Output } from '../vtqueryext/Frame.ts';

export interface QueryStreamDefinition {
  Exchange: MethodDefinition<_vtqueryext_Frame, _vtqueryext_Frame, _vtqueryext_Frame__Output, _vtqueryext_Frame__Output>
}
