
import type { MethodDefinition } from '@grpc/proto-loader'
import type { BinlogDumpGTIDRequest as _vtgate_BinlogDumpGTIDRequest, BinlogDumpGTIDRequest__Output as _vtgate_BinlogDumpGTIDRequest__Output } from '../vtgate/BinlogDumpGTIDRequest.ts';
import type { BinlogDumpResponse as _vtgate_BinlogDumpResponse, BinlogDumpResponse__Output as _vtgate_BinlogDumpResponse__Output } from '../vtgate/BinlogDumpResponse.ts';
import type { CloseSessionRequest as _vtgate_CloseSessionRequest, CloseSessionRequest__Output as _vtgate_CloseSessionRequest__Output } from '../vtgate/CloseSessionRequest.ts';
import type { CloseSessionResponse as _vtgate_CloseSessionResponse, CloseSessionResponse__Output as _vtgate_CloseSessionResponse__Output } from '../vtgate/CloseSessionResponse.ts';
import type { ExecuteBatchRequest as _vtgate_ExecuteBatchRequest, ExecuteBatchRequest__Output as _vtgate_ExecuteBatchRequest__Output } from '../vtgate/ExecuteBatchRequest.ts';
import type { ExecuteBatchResponse as _vtgate_ExecuteBatchResponse, ExecuteBatchResponse__Output as _vtgate_ExecuteBatchResponse__Output } from '../vtgate/ExecuteBatchResponse.ts';
import type { ExecuteMultiRequest as _vtgate_ExecuteMultiRequest, ExecuteMultiRequest__Output as _vtgate_ExecuteMultiRequest__Output } from '../vtgate/ExecuteMultiRequest.ts';
import type { ExecuteMultiResponse as _vtgate_ExecuteMultiResponse, ExecuteMultiResponse__Output as _vtgate_ExecuteMultiResponse__Output } from '../vtgate/ExecuteMultiResponse.ts';
import type { ExecuteRequest as _vtgate_ExecuteRequest, ExecuteRequest__Output as _vtgate_ExecuteRequest__Output } from '../vtgate/ExecuteRequest.ts';
import type { ExecuteResponse as _vtgate_ExecuteResponse, ExecuteResponse__Output as _vtgate_ExecuteResponse__Output } from '../vtgate/ExecuteResponse.ts';
import type { PrepareRequest as _vtgate_PrepareRequest, PrepareRequest__Output as _vtgate_PrepareRequest__Output } from '../vtgate/PrepareRequest.ts';
import type { PrepareResponse as _vtgate_PrepareResponse, PrepareResponse__Output as _vtgate_PrepareResponse__Output } from '../vtgate/PrepareResponse.ts';
import type { StreamExecuteMultiRequest as _vtgate_StreamExecuteMultiRequest, StreamExecuteMultiRequest__Output as _vtgate_StreamExecuteMultiRequest__Output } from '../vtgate/StreamExecuteMultiRequest.ts';
import type { StreamExecuteMultiResponse as _vtgate_StreamExecuteMultiResponse, StreamExecuteMultiResponse__Output as _vtgate_StreamExecuteMultiResponse__Output } from '../vtgate/StreamExecuteMultiResponse.ts';
import type { StreamExecuteRequest as _vtgate_StreamExecuteRequest, StreamExecuteRequest__Output as _vtgate_StreamExecuteRequest__Output } from '../vtgate/StreamExecuteRequest.ts';
import type { StreamExecuteResponse as _vtgate_StreamExecuteResponse, StreamExecuteResponse__Output as _vtgate_StreamExecuteResponse__Output } from '../vtgate/StreamExecuteResponse.ts';
import type { VStreamRequest as _vtgate_VStreamRequest, VStreamRequest__Output as _vtgate_VStreamRequest__Output } from '../vtgate/VStreamRequest.ts';
import type { VStreamResponse as _vtgate_VStreamResponse, VStreamResponse__Output as _vtgate_VStreamResponse__Output } from '../vtgate/VStreamResponse.ts';

export interface VitessDefinition {
  BinlogDumpGTID: MethodDefinition<_vtgate_BinlogDumpGTIDRequest, _vtgate_BinlogDumpResponse, _vtgate_BinlogDumpGTIDRequest__Output, _vtgate_BinlogDumpResponse__Output>
  CloseSession: MethodDefinition<_vtgate_CloseSessionRequest, _vtgate_CloseSessionResponse, _vtgate_CloseSessionRequest__Output, _vtgate_CloseSessionResponse__Output>
  Execute: MethodDefinition<_vtgate_ExecuteRequest, _vtgate_ExecuteResponse, _vtgate_ExecuteRequest__Output, _vtgate_ExecuteResponse__Output>
  ExecuteBatch: MethodDefinition<_vtgate_ExecuteBatchRequest, _vtgate_ExecuteBatchResponse, _vtgate_ExecuteBatchRequest__Output, _vtgate_ExecuteBatchResponse__Output>
  ExecuteMulti: MethodDefinition<_vtgate_ExecuteMultiRequest, _vtgate_ExecuteMultiResponse, _vtgate_ExecuteMultiRequest__Output, _vtgate_ExecuteMultiResponse__Output>
  Prepare: MethodDefinition<_vtgate_PrepareRequest, _vtgate_PrepareResponse, _vtgate_PrepareRequest__Output, _vtgate_PrepareResponse__Output>
  StreamExecute: MethodDefinition<_vtgate_StreamExecuteRequest, _vtgate_StreamExecuteResponse, _vtgate_StreamExecuteRequest__Output, _vtgate_StreamExecuteResponse__Output>
  StreamExecuteMulti: MethodDefinition<_vtgate_StreamExecuteMultiRequest, _vtgate_StreamExecuteMultiResponse, _vtgate_StreamExecuteMultiRequest__Output, _vtgate_StreamExecuteMultiResponse__Output>
  VStream: MethodDefinition<_vtgate_VStreamRequest, _vtgate_VStreamResponse, _vtgate_VStreamRequest__Output, _vtgate_VStreamResponse__Output>
}
