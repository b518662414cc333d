export { buildPrimitive } from './build.ts';
export type {
  CopyContext,
  EvaluationSettings,
  ExecutionContext,
  MirrorPort,
  RunOptions,
  ShardQuery,
  ShardRunner,
} from './context.ts';
export type { Primitive } from './primitive.ts';
export { addOk, fanIn } from './rows/fan-in.ts';
export { MemoryExceededError } from './rows/memory.ts';
export { isRowLimit } from './rows/row-limit.ts';
export type { Extent, SpillFile, SpillPort } from './rows/spill-port.ts';
export { buildTraced, type StepTrace, type Trace } from './trace.ts';
