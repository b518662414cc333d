import { existsSync, readFileSync, unlinkSync } from 'node:fs';

/**
 * Where a test has processes die: `text` is a step's name, `name:n` (the n-th time), or `@file`. The file's line is the same, followed by the ids of
 * processes that die then instead of this one; it is read at every step, and gone afterwards. Death is SIGKILL. For tests only.
 */
export function crashAt(text: string | undefined): (point: string) => void {
  if (text === undefined || text === '') return () => {};
  return text.startsWith('@') ? fromFile(text.slice(1)) : fromText(text);
}

function fromText(text: string): (point: string) => void {
  const { wanted, times } = parse(text);
  let left = times;
  return (point) => {
    if (point === wanted && --left === 0) process.kill(process.pid, 'SIGKILL');
  };
}

function fromFile(file: string): (point: string) => void {
  let known = '';
  let left = 0;
  return (point) => {
    if (!existsSync(file)) return;
    const text = readFileSync(file, 'utf8');
    const { wanted, times, victims } = parse(text);
    if (text !== known) left = times;
    known = text;
    if (point !== wanted || --left > 0) return;
    known = '';
    unlinkSync(file);
    for (const pid of victims.length > 0 ? victims : [process.pid]) process.kill(pid, 'SIGKILL');
  };
}

function parse(text: string) {
  const [step = '', ...victims] = text.trim().split(/\s+/);
  const [wanted, times = '1'] = step.split(':');
  return { wanted, times: Number(times), victims: victims.map(Number) };
}
