import type { ExecutionContext } from '../context.ts';

/** Whether the session has mysqlds refuse what columns do not take, as servers do by default. */
export function isStrict({ evaluation }: ExecutionContext): boolean {
  const mode = evaluation?.sqlMode;
  return mode === undefined || /strict|traditional/i.test(mode);
}
