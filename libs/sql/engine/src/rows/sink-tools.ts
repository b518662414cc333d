import { type ResultSink, rowOffsets, splitTextRow } from '@vt/sqltypes';

/** Resolves when a sink that said "stop" can take rows again. */
export function drained(sink: ResultSink): Promise<void> {
  return new Promise((resolve) => {
    const before = sink.onDrain;
    sink.onDrain = () => {
      sink.onDrain = before;
      before?.();
      resolve();
    };
  });
}

/** A text row without the columns behind the first `columns`. */
export function cutColumns(row: Buffer, columns: number): Buffer {
  const offsets = rowOffsets(columns);
  splitTextRow(row, 0, offsets, columns);
  // The last column that is kept may be NULL, which has no end: then the cut is one byte behind what is before it.
  let end = 0;
  for (let i = 0; i < columns; i++) end = (offsets[2 * i] as number) < 0 ? end + 1 : (offsets[2 * i + 1] as number);
  return row.subarray(0, end);
}
