export { type Filter, RuleSet } from './filter/rules.ts';
export type { RowsResponse } from './rows/stream-rows.ts';
export type { TablesResponse } from './rows/stream-tables.ts';
export { type VStreamGate, type VStreamHandlers, vstreamHandlers } from './rpc/handlers.ts';
export type { StreamSource, ThrottleCheck } from './source/source.ts';
export type { VEvent } from './stream/events.ts';
export { type StreamCounts, type StreamKind, VStreamer } from './vstreamer.ts';
