import type { Logger } from '@vt/servenv';
import { expect, test } from 'vitest';
import { TopoError } from './errors.ts';
import { untilTopologyAnswers } from './until-topology-answers.ts';

function listener(): { readonly lines: string[]; readonly log: Logger } {
  const lines: string[] = [];
  const warn = (fields: { readonly why: string }, text: string) => void lines.push(`${text}: ${fields.why}`);
  return { lines, log: { warn, info: (text: string) => void lines.push(text) } as unknown as Logger };
}

const never = new AbortController().signal;

test('work waits for the topology as long as it takes, and the log says what for and why', async () => {
  const { lines, log } = listener();
  const answers = ['Unavailable', 'Timeout', 'LockLost', undefined] as const;
  let asked = 0;
  const work = async () => {
    // Until the log has told what is waited for.
    const kind = lines.length > 0 ? answers[Math.min(asked++, answers.length - 1)] : 'Unavailable';
    if (kind !== undefined) throw new TopoError(kind, 'keyspaces/ks');
    return 'done';
  };
  const options = { purpose: 'to do it', log, signal: never, pauseMs: 5, tellEveryMs: 200 };
  expect(await untilTopologyAnswers(work, options)).toBe('done');
  expect(lines[0]).toBe('waiting for the topology to do it: topology server unavailable: keyspaces/ks');
  expect(lines.at(-1)).toBe('the topology answers: going on to do it');
});

test('what is wrong in itself is not tried again, and who is told to stop stops', async () => {
  const { log } = listener();
  let asked = 0;
  const wrong = async () => {
    asked++;
    throw new TopoError('NoNode', 'cells/zone1/CellInfo');
  };
  await expect(untilTopologyAnswers(wrong, { purpose: 'p', log, signal: never })).rejects.toMatchObject({
    kind: 'NoNode',
  });
  expect(asked).toBe(1);
  const away = async () => {
    throw new TopoError('Unavailable', 'x');
  };
  const stop = AbortSignal.timeout(20);
  await expect(untilTopologyAnswers(away, { purpose: 'p', log, signal: stop })).rejects.toMatchObject({
    kind: 'Interrupted',
  });
});
