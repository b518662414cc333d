export { bindType, classOfType } from './compile/column.ts';
export { type Compiled, compileExpression, type Unsupported } from './compile/compile.ts';
export type { ColumnPlace, CompileEnv } from './compile/environment.ts';
export { LateExpression } from './compile/late.ts';
export { UnsupportedError } from './errors.ts';
export { type EvalContext, type EvalWarning, Frame, type RowReader, rowReader } from './frame.ts';
export {
  type Aggregate,
  type AggregateFunction,
  type AggregateOptions,
  type AggregateState,
  aggregate,
  averageOf,
} from './result/aggregate.ts';
export { encodeValue } from './result/encode.ts';
export { groupConcat } from './result/group-concat.ts';
export { type MergedColumn, mergeTypes } from './result/merge.ts';
export { type ColumnOrder, columnOrder, type JoinKeys, joinKeys } from './result/order.ts';
export type { EvalType } from './type/eval-type.ts';
export { evalTypeOf, fieldOf } from './type/field.ts';
export { compareValues } from './value/compare.ts';
export { Decimal } from './value/decimal.ts';
export { JsonDoc, Temporal, type Value } from './value/value.ts';
