import colors from 'picocolors';

const started = performance.now();

/** Shows what is being done and how long it took, on standard error: standard output is for results. */
export async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const from = performance.now();
  try {
    const result = await work();
    say(`${colors.green('✓')} ${what} ${colors.dim(seconds(from))}`);
    return result;
  } catch (error) {
    say(`${colors.red('✗')} ${what} ${colors.dim(seconds(from))}`);
    throw error;
  }
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

export function seconds(from = started): string {
  return `${((performance.now() - from) / 1000).toFixed(1)} s`;
}
