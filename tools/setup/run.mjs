import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

const OUTPUT_CHARS_MAX = 4_000_000;

/**
 * Runs a program to its end. Never rejects for an exit code: returns { code, output, stdout }, where `output` is
 * stdout and stderr as they came (empty when `show` passes both through to the terminal).
 * A program that cannot be started has code 127 and the reason as its output.
 */
export function run(file, args, { cwd = root, env = process.env, show = false, input } = {}) {
  return new Promise((resolve) => {
    const stdio = show ? ['ignore', 'inherit', 'inherit'] : [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'];
    const child = spawn(file, args, { cwd, env, stdio });
    let output = '';
    let stdout = '';
    const collect = (text) => {
      if (output.length < OUTPUT_CHARS_MAX) output += text;
    };
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      collect(text);
      if (stdout.length < OUTPUT_CHARS_MAX) stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', collect);
    child.on('error', (error) => resolve({ code: 127, output: error.message, stdout: '' }));
    child.on('close', (code, signal) => resolve({ code: code ?? (signal ? 128 : 1), output, stdout }));
    if (input !== undefined) child.stdin.end(input);
  });
}

/** The last lines of a program's output: what a person needs to see of a failure. */
export function tail(output, linesMax = 15) {
  return output.trimEnd().split('\n').slice(-linesMax).join('\n');
}
