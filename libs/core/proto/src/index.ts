export { type ClientCallOptions, makeClient, ServiceClient } from './client.ts';
export { create, decode, encode, enumName, enumNumber } from './codec/index.ts';
export { unknownFields } from './codec/message-codec.ts';
export {
  type AtomicTransaction,
  type CallAnswer,
  type CallContext,
  type Caller,
  type CallState,
  noState,
  QUERY_STREAM_VERSION,
  type QueryHandler,
  type QueryTarget,
  type TabletAlias,
  TabletCallError,
  type TabletMethod,
  type TabletRequest,
  type TabletTypeName,
  tabletRequest,
  VERSION_OF_ATOMIC_COMMIT,
} from './hot/index.ts';
export { GoNumber, type GoValue, goJsonText, toGo } from './json/go-print.ts';
export { fromJson, fromJsonText, type ParseOptions } from './json/parse.ts';
export { type JsonOptions, type JsonValue, toJson, toJsonText } from './json/print.ts';
export type { EnumName, EnumValue, Message, MessageInput, MessageName, ServiceName } from './names.ts';
export {
  type IncludedFields,
  includedFields,
  type ProtoField,
  type ProtoRow,
  protoEnd,
  protoField,
  type QueryResult,
  RowReader,
} from './result/query-result.ts';
export { protoDir } from './root.ts';
export {
  type MethodName,
  type MethodsOfKind,
  type Request,
  type RequestInput,
  type Response,
  type ResponseInput,
  type ServiceHandlers,
  type ServiceMethods,
  serviceDefinition,
} from './service.ts';
export { fromText } from './text/parse.ts';
export { type TextOptions, toText } from './text/print.ts';
export { WireReader } from './wire/reader.ts';
export { WireWriter } from './wire/writer.ts';
