/** A failure that is told to the user as its message alone: no stack, exit code 1. */
export class Refusal extends Error {}

const SHOW_START_AFTER_MS = 400;

export function seconds(sinceMs) {
  return `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;
}

export function say(text) {
  process.stdout.write(`${text}\n`);
}

/**
 * Runs one named step and prints it with its time. A step that takes a while is also announced when it
 * starts. What `work` returns as a string becomes the finished line's detail.
 */
export async function step(name, work) {
  const startedAtMs = Date.now();
  const announce = setTimeout(() => say(`… ${name}`), SHOW_START_AFTER_MS);
  try {
    const result = await work();
    clearTimeout(announce);
    say(`✔ ${name}${typeof result === 'string' ? `: ${result}` : ''} (${seconds(startedAtMs)})`);
    return result;
  } catch (error) {
    clearTimeout(announce);
    say(`✘ ${name} (${seconds(startedAtMs)})`);
    throw error;
  }
}

/** Runs a tool's main function: a Refusal is printed as one sentence, anything else with its stack. */
export async function main(run) {
  try {
    process.exitCode = (await run()) ?? 0;
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = 1;
  }
}
