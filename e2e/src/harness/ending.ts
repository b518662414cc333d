import type { ChildProcess } from 'node:child_process';

const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGTERM');
});

/** A program that is asked to end when this process does: who ends early, by Ctrl-C or a failure, leaves none behind. */
export function endsWithUs<C extends ChildProcess>(child: C): C {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** Ctrl-C and SIGTERM end the process by an exit, which the servers that it started learn of; runs that end in their own way have listeners too. */
export function endOnSignals(): void {
  for (const [signal, status] of Object.entries({ SIGINT: 130, SIGTERM: 143 }))
    process.once(signal, () => process.listenerCount(signal) === 0 && process.exit(status));
}
