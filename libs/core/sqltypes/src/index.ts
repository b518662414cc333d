export type { BindValue, BindVariable, BindVariables } from './bind-variable.ts';
export type { Field, Row } from './field.ts';
export { hashOfKey, wholeDoubleText } from './key-hash.ts';
export { encodeScalar, encodeTuple, encodeValue } from './literal/encode.ts';
export { defaultLiteralMode, encodeString, type LiteralMode } from './literal/encode-string.ts';
export { PassingSink } from './passing-sink.ts';
export { fromProtoRow, type ProtoRow, toProtoRow } from './proto/row.ts';
export { type Diagnostic, emptyOk, type OkInfo, type Result, type ResultSink, type RowFormat } from './result.ts';
export { StartedSink } from './started-sink.ts';
export {
  isBinary,
  isFloat,
  isIntegral,
  isNumber,
  isQuoted,
  isSigned,
  isText,
  isUnsigned,
  Type,
  type TypeName,
  type TypeNumber,
  typeName,
} from './type.ts';
export { type BinaryColumn, decodeBinaryRow, encodeBinaryRow, encodeBinaryValue } from './wire/binary-row.ts';
export { dateText, timeText } from './wire/binary-time.ts';
export { type CollectLimits, type Collector, collectResult } from './wire/collect.ts';
export { decodeColumnDefinition, encodeColumnDefinition, encodeColumnDefinitionAs } from './wire/column-definition.ts';
export { decodeErr, type ErrInfo } from './wire/err-packet.ts';
export {
  doubleText,
  floatText,
  isShownShort,
  jsonDoubleText,
  type RealTexts,
  shownReals,
  wholeFloatText,
  wholeReals,
} from './wire/float-text.ts';
export {
  lenencSize,
  lenencWidth,
  NULL_MARK,
  readLenenc,
  readLenencBigint,
  readUint16,
  readUint24,
  readUint32,
  writeLenenc,
  writeLenencBytes,
} from './wire/lenenc.ts';
export { BINARY_CHARSET, ColumnFlag, type MysqlType, typeFromMysql, typeToMysql } from './wire/mysql-type.ts';
export { decodeOk, decodeSessionState, ServerStatus, type SessionChange, trackedGtids } from './wire/ok-packet.ts';
export {
  countPackets,
  framePayload,
  HEADER_BYTES,
  PAYLOAD_BYTES_MAX,
  RowAssembler,
  walkPackets,
  writePacketHeader,
} from './wire/packet.ts';
export { PacketQueue } from './wire/packet-queue.ts';
export { joined, newSlab, SLAB_BYTES_MAX, SLAB_HEADROOM_BYTES, withHeadroom } from './wire/row-slab.ts';
export { isSameAt } from './wire/same-bytes.ts';
export {
  decodeTextRow,
  encodeTextRow,
  encodeTextRows,
  type RowOffsets,
  rowOffsets,
  splitTextRow,
  textRowSize,
  valueAt,
  writeTextRow,
} from './wire/text-row.ts';
