import { framePayload, type OkInfo, type ResultSink, RowAssembler, type RowFormat } from '@vt/sqltypes';
import { cutColumns } from './sink-tools.ts';

/** Passes text rows on without their last `extra` columns. */
export function cutSink(target: ResultSink, extra: number): ResultSink {
  const assembler = new RowAssembler();
  let columns = 0;
  const sink: ResultSink = {
    onDrain: undefined,
    columns(definitions: readonly Uint8Array[], format: RowFormat) {
      columns = definitions.length - extra;
      target.columns(definitions.slice(0, columns), format);
    },
    rows(packets) {
      const cut: Buffer[] = [];
      assembler.push(packets, (bytes, start, end) => {
        cut.push(framePayload(cutColumns(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start), columns)));
      });
      return cut.length === 0 || target.rows(Buffer.concat(cut));
    },
    end: (ok: OkInfo, more: boolean) => target.end(ok, more),
    error: (error) => target.error(error),
  };
  target.onDrain = () => sink.onDrain?.();
  return sink;
}
