import { VtError } from '@vt/base';
import type { Limit, PlanNode, PlanValue } from '@vt/plan';
import {
  type BindVariables,
  framePayload,
  type OkInfo,
  type ResultSink,
  RowAssembler,
  type RowFormat,
} from '@vt/sqltypes';
import type { Primitive } from '../primitive.ts';
import { resolveValue } from '../routing/values.ts';

/** Passes `count` rows after `offset`. What still comes is dropped: the shards have been given a limit of their own. */
export function limit(node: Limit, build: (node: PlanNode) => Primitive): Primitive {
  const input = build(node.input);
  return {
    async execute(ctx, sink) {
      const count = readCount(node.count, ctx.binds);
      const offset = node.offset ? readCount(node.offset, ctx.binds) : 0n;
      await input.execute(ctx, limitSink(sink, offset, count));
    },
  };
}

function limitSink(target: ResultSink, offset: bigint, count: bigint): ResultSink {
  const assembler = new RowAssembler();
  let skip = offset;
  let left = count;
  const sink: ResultSink = {
    onDrain: undefined,
    columns: (definitions: readonly Uint8Array[], format: RowFormat) => target.columns(definitions, format),
    rows(packets) {
      const kept: Buffer[] = [];
      assembler.push(packets, (bytes, start, end) => {
        if (skip > 0n) skip--;
        else if (left > 0n) {
          left--;
          kept.push(framePayload(bytes.subarray(start, end)));
        }
      });
      return kept.length === 0 || target.rows(Buffer.concat(kept));
    },
    end: (ok: OkInfo, more: boolean) => target.end(ok, more),
    error: (error) => target.error(error),
  };
  target.onDrain = () => sink.onDrain?.();
  return sink;
}

function readCount(value: PlanValue, binds: BindVariables): bigint {
  const text = Buffer.from(resolveValue(value, binds).value).toString();
  if (!/^\d{1,20}$/.test(text)) throw VtError.of('VT03025', 'LIMIT');
  return BigInt(text);
}
