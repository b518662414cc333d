export type { BindValue, BindVariable, BindVariables } from './bind-variable.ts';
export type { Field, Row } from './field.ts';
export { emptyOk, type OkInfo, type Result, type ResultSink, type RowFormat } from './result.ts';
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
