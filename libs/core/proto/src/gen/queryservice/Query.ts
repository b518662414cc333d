
import type { MethodDefinition } from '@grpc/proto-loader'
import type { BeginExecuteRequest as _query_BeginExecuteRequest, BeginExecuteRequest__Output as _query_BeginExecuteRequest__Output } from '../query/BeginExecuteRequest.ts';
import type { BeginExecuteResponse as _query_BeginExecuteResponse, BeginExecuteResponse__Output as _query_BeginExecuteResponse__Output } from '../query/BeginExecuteResponse.ts';
import type { BeginRequest as _query_BeginRequest, BeginRequest__Output as _query_BeginRequest__Output } from '../query/BeginRequest.ts';
import type { BeginResponse as _query_BeginResponse, BeginResponse__Output as _query_BeginResponse__Output } from '../query/BeginResponse.ts';
import type { BeginStreamExecuteRequest as _query_BeginStreamExecuteRequest, BeginStreamExecuteRequest__Output as _query_BeginStreamExecuteRequest__Output } from '../query/BeginStreamExecuteRequest.ts';
import type { BeginStreamExecuteResponse as _query_BeginStreamExecuteResponse, BeginStreamExecuteResponse__Output as _query_BeginStreamExecuteResponse__Output } from '../query/BeginStreamExecuteResponse.ts';
import type { BinlogDumpGTIDRequest as _binlogdata_BinlogDumpGTIDRequest, BinlogDumpGTIDRequest__Output as _binlogdata_BinlogDumpGTIDRequest__Output } from '../binlogdata/BinlogDumpGTIDRequest.ts';
import type { BinlogDumpResponse as _binlogdata_BinlogDumpResponse, BinlogDumpResponse__Output as _binlogdata_BinlogDumpResponse__Output } from '../binlogdata/BinlogDumpResponse.ts';
import type { CommitPreparedRequest as _query_CommitPreparedRequest, CommitPreparedRequest__Output as _query_CommitPreparedRequest__Output } from '../query/CommitPreparedRequest.ts';
import type { CommitPreparedResponse as _query_CommitPreparedResponse, CommitPreparedResponse__Output as _query_CommitPreparedResponse__Output } from '../query/CommitPreparedResponse.ts';
import type { CommitRequest as _query_CommitRequest, CommitRequest__Output as _query_CommitRequest__Output } from '../query/CommitRequest.ts';
import type { CommitResponse as _query_CommitResponse, CommitResponse__Output as _query_CommitResponse__Output } from '../query/CommitResponse.ts';
import type { ConcludeTransactionRequest as _query_ConcludeTransactionRequest, ConcludeTransactionRequest__Output as _query_ConcludeTransactionRequest__Output } from '../query/ConcludeTransactionRequest.ts';
import type { ConcludeTransactionResponse as _query_ConcludeTransactionResponse, ConcludeTransactionResponse__Output as _query_ConcludeTransactionResponse__Output } from '../query/ConcludeTransactionResponse.ts';
import type { CreateTransactionRequest as _query_CreateTransactionRequest, CreateTransactionRequest__Output as _query_CreateTransactionRequest__Output } from '../query/CreateTransactionRequest.ts';
import type { CreateTransactionResponse as _query_CreateTransactionResponse, CreateTransactionResponse__Output as _query_CreateTransactionResponse__Output } from '../query/CreateTransactionResponse.ts';
import type { ExecuteRequest as _query_ExecuteRequest, ExecuteRequest__Output as _query_ExecuteRequest__Output } from '../query/ExecuteRequest.ts';
import type { ExecuteResponse as _query_ExecuteResponse, ExecuteResponse__Output as _query_ExecuteResponse__Output } from '../query/ExecuteResponse.ts';
import type { GetSchemaRequest as _query_GetSchemaRequest, GetSchemaRequest__Output as _query_GetSchemaRequest__Output } from '../query/GetSchemaRequest.ts';
import type { GetSchemaResponse as _query_GetSchemaResponse, GetSchemaResponse__Output as _query_GetSchemaResponse__Output } from '../query/GetSchemaResponse.ts';
import type { MessageAckRequest as _query_MessageAckRequest, MessageAckRequest__Output as _query_MessageAckRequest__Output } from '../query/MessageAckRequest.ts';
import type { MessageAckResponse as _query_MessageAckResponse, MessageAckResponse__Output as _query_MessageAckResponse__Output } from '../query/MessageAckResponse.ts';
import type { MessageStreamRequest as _query_MessageStreamRequest, MessageStreamRequest__Output as _query_MessageStreamRequest__Output } from '../query/MessageStreamRequest.ts';
import type { MessageStreamResponse as _query_MessageStreamResponse, MessageStreamResponse__Output as _query_MessageStreamResponse__Output } from '../query/MessageStreamResponse.ts';
import type { PrepareRequest as _query_PrepareRequest, PrepareRequest__Output as _query_PrepareRequest__Output } from '../query/PrepareRequest.ts';
import type { PrepareResponse as _query_PrepareResponse, PrepareResponse__Output as _query_PrepareResponse__Output } from '../query/PrepareResponse.ts';
import type { ReadTransactionRequest as _query_ReadTransactionRequest, ReadTransactionRequest__Output as _query_ReadTransactionRequest__Output } from '../query/ReadTransactionRequest.ts';
import type { ReadTransactionResponse as _query_ReadTransactionResponse, ReadTransactionResponse__Output as _query_ReadTransactionResponse__Output } from '../query/ReadTransactionResponse.ts';
import type { ReleaseRequest as _query_ReleaseRequest, ReleaseRequest__Output as _query_ReleaseRequest__Output } from '../query/ReleaseRequest.ts';
import type { ReleaseResponse as _query_ReleaseResponse, ReleaseResponse__Output as _query_ReleaseResponse__Output } from '../query/ReleaseResponse.ts';
import type { ReserveBeginExecuteRequest as _query_ReserveBeginExecuteRequest, ReserveBeginExecuteRequest__Output as _query_ReserveBeginExecuteRequest__Output } from '../query/ReserveBeginExecuteRequest.ts';
import type { ReserveBeginExecuteResponse as _query_ReserveBeginExecuteResponse, ReserveBeginExecuteResponse__Output as _query_ReserveBeginExecuteResponse__Output } from '../query/ReserveBeginExecuteResponse.ts';
import type { ReserveBeginStreamExecuteRequest as _query_ReserveBeginStreamExecuteRequest, ReserveBeginStreamExecuteRequest__Output as _query_ReserveBeginStreamExecuteRequest__Output } from '../query/ReserveBeginStreamExecuteRequest.ts';
import type { ReserveBeginStreamExecuteResponse as _query_ReserveBeginStreamExecuteResponse, ReserveBeginStreamExecuteResponse__Output as _query_ReserveBeginStreamExecuteResponse__Output } from '../query/ReserveBeginStreamExecuteResponse.ts';
import type { ReserveExecuteRequest as _query_ReserveExecuteRequest, ReserveExecuteRequest__Output as _query_ReserveExecuteRequest__Output } from '../query/ReserveExecuteRequest.ts';
import type { ReserveExecuteResponse as _query_ReserveExecuteResponse, ReserveExecuteResponse__Output as _query_ReserveExecuteResponse__Output } from '../query/ReserveExecuteResponse.ts';
import type { ReserveStreamExecuteRequest as _query_ReserveStreamExecuteRequest, ReserveStreamExecuteRequest__Output as _query_ReserveStreamExecuteRequest__Output } from '../query/ReserveStreamExecuteRequest.ts';
import type { ReserveStreamExecuteResponse as _query_ReserveStreamExecuteResponse, ReserveStreamExecuteResponse__Output as _query_ReserveStreamExecuteResponse__Output } from '../query/ReserveStreamExecuteResponse.ts';
import type { RollbackPreparedRequest as _query_RollbackPreparedRequest, RollbackPreparedRequest__Output as _query_RollbackPreparedRequest__Output } from '../query/RollbackPreparedRequest.ts';
import type { RollbackPreparedResponse as _query_RollbackPreparedResponse, RollbackPreparedResponse__Output as _query_RollbackPreparedResponse__Output } from '../query/RollbackPreparedResponse.ts';
import type { RollbackRequest as _query_RollbackRequest, RollbackRequest__Output as _query_RollbackRequest__Output } from '../query/RollbackRequest.ts';
import type { RollbackResponse as _query_RollbackResponse, RollbackResponse__Output as _query_RollbackResponse__Output } from '../query/RollbackResponse.ts';
import type { SetRollbackRequest as _query_SetRollbackRequest, SetRollbackRequest__Output as _query_SetRollbackRequest__Output } from '../query/SetRollbackRequest.ts';
import type { SetRollbackResponse as _query_SetRollbackResponse, SetRollbackResponse__Output as _query_SetRollbackResponse__Output } from '../query/SetRollbackResponse.ts';
import type { StartCommitRequest as _query_StartCommitRequest, StartCommitRequest__Output as _query_StartCommitRequest__Output } from '../query/StartCommitRequest.ts';
import type { StartCommitResponse as _query_StartCommitResponse, StartCommitResponse__Output as _query_StartCommitResponse__Output } from '../query/StartCommitResponse.ts';
import type { StreamExecuteRequest as _query_StreamExecuteRequest, StreamExecuteRequest__Output as _query_StreamExecuteRequest__Output } from '../query/StreamExecuteRequest.ts';
import type { StreamExecuteResponse as _query_StreamExecuteResponse, StreamExecuteResponse__Output as _query_StreamExecuteResponse__Output } from '../query/StreamExecuteResponse.ts';
import type { StreamHealthRequest as _query_StreamHealthRequest, StreamHealthRequest__Output as _query_StreamHealthRequest__Output } from '../query/StreamHealthRequest.ts';
import type { StreamHealthResponse as _query_StreamHealthResponse, StreamHealthResponse__Output as _query_StreamHealthResponse__Output } from '../query/StreamHealthResponse.ts';
import type { UnresolvedTransactionsRequest as _query_UnresolvedTransactionsRequest, UnresolvedTransactionsRequest__Output as _query_UnresolvedTransactionsRequest__Output } from '../query/UnresolvedTransactionsRequest.ts';
import type { UnresolvedTransactionsResponse as _query_UnresolvedTransactionsResponse, UnresolvedTransactionsResponse__Output as _query_UnresolvedTransactionsResponse__Output } from '../query/UnresolvedTransactionsResponse.ts';
import type { VStreamRequest as _binlogdata_VStreamRequest, VStreamRequest__Output as _binlogdata_VStreamRequest__Output } from '../binlogdata/VStreamRequest.ts';
import type { VStreamResponse as _binlogdata_VStreamResponse, VStreamResponse__Output as _binlogdata_VStreamResponse__Output } from '../binlogdata/VStreamResponse.ts';
import type { VStreamResultsRequest as _binlogdata_VStreamResultsRequest, VStreamResultsRequest__Output as _binlogdata_VStreamResultsRequest__Output } from '../binlogdata/VStreamResultsRequest.ts';
import type { VStreamResultsResponse as _binlogdata_VStreamResultsResponse, VStreamResultsResponse__Output as _binlogdata_VStreamResultsResponse__Output } from '../binlogdata/VStreamResultsResponse.ts';
import type { VStreamRowsRequest as _binlogdata_VStreamRowsRequest, VStreamRowsRequest__Output as _binlogdata_VStreamRowsRequest__Output } from '../binlogdata/VStreamRowsRequest.ts';
import type { VStreamRowsResponse as _binlogdata_VStreamRowsResponse, VStreamRowsResponse__Output as _binlogdata_VStreamRowsResponse__Output } from '../binlogdata/VStreamRowsResponse.ts';
import type { VStreamTablesRequest as _binlogdata_VStreamTablesRequest, VStreamTablesRequest__Output as _binlogdata_VStreamTablesRequest__Output } from '../binlogdata/VStreamTablesRequest.ts';
import type { VStreamTablesResponse as _binlogdata_VStreamTablesResponse, VStreamTablesResponse__Output as _binlogdata_VStreamTablesResponse__Output } from '../binlogdata/VStreamTablesResponse.ts';

export interface QueryDefinition {
  Begin: MethodDefinition<_query_BeginRequest, _query_BeginResponse, _query_BeginRequest__Output, _query_BeginResponse__Output>
  BeginExecute: MethodDefinition<_query_BeginExecuteRequest, _query_BeginExecuteResponse, _query_BeginExecuteRequest__Output, _query_BeginExecuteResponse__Output>
  BeginStreamExecute: MethodDefinition<_query_BeginStreamExecuteRequest, _query_BeginStreamExecuteResponse, _query_BeginStreamExecuteRequest__Output, _query_BeginStreamExecuteResponse__Output>
  BinlogDumpGTID: MethodDefinition<_binlogdata_BinlogDumpGTIDRequest, _binlogdata_BinlogDumpResponse, _binlogdata_BinlogDumpGTIDRequest__Output, _binlogdata_BinlogDumpResponse__Output>
  Commit: MethodDefinition<_query_CommitRequest, _query_CommitResponse, _query_CommitRequest__Output, _query_CommitResponse__Output>
  CommitPrepared: MethodDefinition<_query_CommitPreparedRequest, _query_CommitPreparedResponse, _query_CommitPreparedRequest__Output, _query_CommitPreparedResponse__Output>
  ConcludeTransaction: MethodDefinition<_query_ConcludeTransactionRequest, _query_ConcludeTransactionResponse, _query_ConcludeTransactionRequest__Output, _query_ConcludeTransactionResponse__Output>
  CreateTransaction: MethodDefinition<_query_CreateTransactionRequest, _query_CreateTransactionResponse, _query_CreateTransactionRequest__Output, _query_CreateTransactionResponse__Output>
  Execute: MethodDefinition<_query_ExecuteRequest, _query_ExecuteResponse, _query_ExecuteRequest__Output, _query_ExecuteResponse__Output>
  GetSchema: MethodDefinition<_query_GetSchemaRequest, _query_GetSchemaResponse, _query_GetSchemaRequest__Output, _query_GetSchemaResponse__Output>
  MessageAck: MethodDefinition<_query_MessageAckRequest, _query_MessageAckResponse, _query_MessageAckRequest__Output, _query_MessageAckResponse__Output>
  MessageStream: MethodDefinition<_query_MessageStreamRequest, _query_MessageStreamResponse, _query_MessageStreamRequest__Output, _query_MessageStreamResponse__Output>
  Prepare: MethodDefinition<_query_PrepareRequest, _query_PrepareResponse, _query_PrepareRequest__Output, _query_PrepareResponse__Output>
  ReadTransaction: MethodDefinition<_query_ReadTransactionRequest, _query_ReadTransactionResponse, _query_ReadTransactionRequest__Output, _query_ReadTransactionResponse__Output>
  Release: MethodDefinition<_query_ReleaseRequest, _query_ReleaseResponse, _query_ReleaseRequest__Output, _query_ReleaseResponse__Output>
  ReserveBeginExecute: MethodDefinition<_query_ReserveBeginExecuteRequest, _query_ReserveBeginExecuteResponse, _query_ReserveBeginExecuteRequest__Output, _query_ReserveBeginExecuteResponse__Output>
  ReserveBeginStreamExecute: MethodDefinition<_query_ReserveBeginStreamExecuteRequest, _query_ReserveBeginStreamExecuteResponse, _query_ReserveBeginStreamExecuteRequest__Output, _query_ReserveBeginStreamExecuteResponse__Output>
  ReserveExecute: MethodDefinition<_query_ReserveExecuteRequest, _query_ReserveExecuteResponse, _query_ReserveExecuteRequest__Output, _query_ReserveExecuteResponse__Output>
  ReserveStreamExecute: MethodDefinition<_query_ReserveStreamExecuteRequest, _query_ReserveStreamExecuteResponse, _query_ReserveStreamExecuteRequest__Output, _query_ReserveStreamExecuteResponse__Output>
  Rollback: MethodDefinition<_query_RollbackRequest, _query_RollbackResponse, _query_RollbackRequest__Output, _query_RollbackResponse__Output>
  RollbackPrepared: MethodDefinition<_query_RollbackPreparedRequest, _query_RollbackPreparedResponse, _query_RollbackPreparedRequest__Output, _query_RollbackPreparedResponse__Output>
  SetRollback: MethodDefinition<_query_SetRollbackRequest, _query_SetRollbackResponse, _query_SetRollbackRequest__Output, _query_SetRollbackResponse__Output>
  StartCommit: MethodDefinition<_query_StartCommitRequest, _query_StartCommitResponse, _query_StartCommitRequest__Output, _query_StartCommitResponse__Output>
  StreamExecute: MethodDefinition<_query_StreamExecuteRequest, _query_StreamExecuteResponse, _query_StreamExecuteRequest__Output, _query_StreamExecuteResponse__Output>
  StreamHealth: MethodDefinition<_query_StreamHealthRequest, _query_StreamHealthResponse, _query_StreamHealthRequest__Output, _query_StreamHealthResponse__Output>
  UnresolvedTransactions: MethodDefinition<_query_UnresolvedTransactionsRequest, _query_UnresolvedTransactionsResponse, _query_UnresolvedTransactionsRequest__Output, _query_UnresolvedTransactionsResponse__Output>
  VStream: MethodDefinition<_binlogdata_VStreamRequest, _binlogdata_VStreamResponse, _binlogdata_VStreamRequest__Output, _binlogdata_VStreamResponse__Output>
  VStreamResults: MethodDefinition<_binlogdata_VStreamResultsRequest, _binlogdata_VStreamResultsResponse, _binlogdata_VStreamResultsRequest__Output, _binlogdata_VStreamResultsResponse__Output>
  VStreamRows: MethodDefinition<_binlogdata_VStreamRowsRequest, _binlogdata_VStreamRowsResponse, _binlogdata_VStreamRowsRequest__Output, _binlogdata_VStreamRowsResponse__Output>
  VStreamTables: MethodDefinition<_binlogdata_VStreamTablesRequest, _binlogdata_VStreamTablesResponse, _binlogdata_VStreamTablesRequest__Output, _binlogdata_VStreamTablesResponse__Output>
}
