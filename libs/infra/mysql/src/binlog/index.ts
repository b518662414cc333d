export { type BinlogOptions, dumpBinlog, readBinlog } from './binlog-stream.ts';
export type { BinlogEvent, RowChange } from './event.ts';
export { EventReader } from './event-reader.ts';
export { ColumnType } from './event-type.ts';
export { type JsonChange, JsonPatch } from './json/json-patch.ts';
export type { Cell, Row as BinlogRow } from './row-decoder.ts';
export type { BinlogColumn, TableMap } from './table-map.ts';
