export { TabletCallError } from './call-error.ts';
export {
  callerBytes,
  optionsBytes,
  writeCaller,
  writeOptions,
  writeSettings,
  writeStatement,
  writeTarget,
} from './definitions.ts';
export {
  beginMessage,
  endMessage,
  Kind,
  MESSAGE_BYTES_MAX,
  MessageReader,
  QUERY_STREAM_VERSION,
  VERSION_OF_ATOMIC_COMMIT,
} from './frame.ts';
export { type CallAnswer, type CallContext, type QueryHandler, takesAnswer } from './handler.ts';
export {
  type AtomicTransaction,
  type Caller,
  type CallState,
  noState,
  type QueryTarget,
  type TabletAlias,
  type TabletMethod,
  type TabletRequest,
  type TabletTypeName,
  tabletRequest,
} from './request.ts';
export { Definitions, type ReadRequest, type RequestSlots, writeRequest } from './request-codec.ts';
export {
  type ReadColumns,
  type ReadEnd,
  readColumns,
  readEnd,
  readError,
  rowsHeaderBytes,
  writeColumns,
  writeEnd,
  writeError,
  writeRows,
  writeRowsHeader,
} from './response-codec.ts';
export { queryStreamService } from './service.ts';
export { Slots } from './slots.ts';
