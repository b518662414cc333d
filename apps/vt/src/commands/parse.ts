import { flag, StartError } from '@vt/servenv/cli';
import { defineCommand } from '../command.ts';
import { answerLine, parseModes } from '../parse/answer.ts';

const flags = {
  flavor: flag.string('mysql or mariadb', { default: 'mysql' }),
  mode: flag.string('parse, normalize, redact, rewrite or split', { default: 'parse' }),
  'partial-ddl': flag.boolean(
    'read CREATE and ALTER of a table or database whose rest is unknown as far as their name',
  ),
  'sql-mode': flag.string('the sql_mode that the text is read by, such as ANSI_QUOTES,PIPES_AS_CONCAT'),
};

/** Answers are collected up to this many UTF-16 units before they are written. */
const BATCH_CHARS = 64 * 1024;

export const parse = defineCommand({
  name: 'parse',
  summary: 'reads SQL from JSON lines and writes what it makes of it',
  usage: '[--mode parse|normalize|redact|rewrite|split] [--sql-mode MODE] [--flavor mysql|mariadb] < LINES',
  flags,
  run: async ({ flags: options, signal }) => {
    const mode = parseModes.find((known) => known === options.mode);
    if (mode === undefined)
      throw new StartError(`there is no mode ${options.mode}; there are ${parseModes.join(', ')}`);
    const { flavor } = options;
    if (flavor !== 'mysql' && flavor !== 'mariadb') throw new StartError(`there is no flavor ${flavor}`);
    const answer = (line: string) =>
      answerLine(line, mode, { flavor, partialDdl: options['partial-ddl'], sqlMode: options['sql-mode'] });
    await pump(answer, signal);
    return 0;
  },
});

/** Every line of stdin to a line of stdout, in order. */
async function pump(answer: (line: string) => string, signal: AbortSignal): Promise<void> {
  let rest = '';
  let out = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    signal.throwIfAborted();
    const lines = (rest + (chunk as string)).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      if (line.trim() !== '') out += `${answer(line)}\n`;
      if (out.length < BATCH_CHARS) continue;
      await write(out);
      out = '';
    }
  }
  if (rest.trim() !== '') out += `${answer(rest)}\n`;
  await write(out);
}

function write(text: string): Promise<void> {
  if (text === '') return Promise.resolve();
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
