import { parsePosition, positionContains } from '@vt/mysql';
import { Player } from '../apply/player.ts';
import { AtomicCopier } from '../copy/atomic-copier.ts';
import { Copier } from '../copy/copier.ts';
import { readCopyState } from '../store/copy-state.ts';
import { Stream, type StreamParts } from './stream.ts';

const ATOMIC_COPY = 2;

/** Runs a stream until it stops by itself. Whatever keeps it from going on rejects, and it may be run again. */
export async function runStream(parts: StreamParts, signal: AbortSignal): Promise<void> {
  const stream = await Stream.open(parts, signal);
  if (!stream) return;
  try {
    await run(stream);
  } finally {
    stream.close();
  }
}

async function run(stream: Stream): Promise<void> {
  const { row, id, control, signal } = stream;
  let { pos } = row;
  const copyState = await readCopyState(control, id, signal);
  if (pos === '' && copyState.size === 0 && !(await Copier.begin(stream))) {
    return await stop(stream, 'There is nothing to replicate');
  }
  if (pos === '' || copyState.size > 0) {
    const isAtomic = row.workflowSubType === ATOMIC_COPY;
    pos = isAtomic ? await new AtomicCopier(stream).run() : await new Copier(stream).run();
    if (row.source.stop_after_copy) return await stop(stream, 'Stopped after copy.');
  }
  await replicate(stream, pos);
}

async function replicate(stream: Stream, start: string): Promise<void> {
  const { stopPos } = stream.row;
  const wanted = parsePosition(stopPos);
  if (wanted && positionContains(parsePosition(start), wanted)) {
    return await stop(stream, `Stop position ${stopPos} already reached: ${start}`);
  }
  await stream.setState('Running');
  const end = await Player.play(stream, { start, stop: stopPos, copyState: new Map(), foreignKeyChecks: true });
  // The row stays as it is: after a restart the stream comes upon the journal again.
  if (end.kind === 'journal') return;
  await stop(stream, end.kind === 'stop' ? end.message : `Stopped at position ${end.pos}`);
}

async function stop(stream: Stream, message: string): Promise<void> {
  stream.parts.engine.reachCrashPoint('vreplication.before-stop');
  await stream.setState('Stopped', message);
}
