import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

export type Hook = {
  /** Of a program in the folder of hooks: no path. */
  readonly name: string;
  readonly parameters: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
};

export type HookResult = { readonly status: number; readonly stdout: string; readonly stderr: string };

/** What a hook's status says where it is not the program's own. */
const problems = {
  missing: -1,
  unreadable: -2,
  noStatus: -3,
  badName: -4,
  noFolder: -5,
  failed: -6,
  late: -7,
} as const;

const OUTPUT_CHARS_MAX = 1 << 20;

/** Runs `$VTROOT/vthook/<name>`. That it is not there, or fails, is a result. */
export async function runHook({ name, parameters, env, signal }: Hook): Promise<HookResult> {
  if (name === '' || name.includes('/')) return problem('badName', 'hook names are names of files, not paths');
  const root = process.env['VTROOT'];
  if (!root) return problem('noFolder', 'cannot get VTROOT: hooks are in $VTROOT/vthook');
  const file = join(root, 'vthook', name);
  if (!existsSync(file)) return problem('missing', `missing hook ${file}`);
  if (!statSync(file).isFile()) return problem('unreadable', `${file} is no file`);
  return await run(file, parameters, env, signal);
}

function problem(what: keyof typeof problems, stderr: string): HookResult {
  return { status: problems[what], stdout: '', stderr: `${stderr}\n` };
}

function run(
  file: string,
  parameters: readonly string[],
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<HookResult> {
  return new Promise((resolve) => {
    const child = spawn(file, parameters, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] = (output[stream] + text).slice(0, OUTPUT_CHARS_MAX);
      });
    }
    child.once('error', (error) => resolve(problem(signal.aborted ? 'late' : 'failed', error.message)));
    child.once('close', (status) => resolve({ status: status ?? problems.noStatus, ...output }));
  });
}
