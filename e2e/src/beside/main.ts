import { answersBeside } from './answers-beside.ts';
import { commandsBeside } from './commands-beside.ts';
import { metricsBeside } from './metrics-beside.ts';
import { vitessBin } from './vitess-programs.ts';

const bin = vitessBin();
const [, , what = '', base = ''] = process.argv;
const portBase = base === '' ? undefined : Number(base);

async function main(): Promise<void> {
  if (bin === undefined) throw new Error('VT_VITESS_BIN names no folder with programs of Vitess');
  if (what === 'metrics') await metrics(bin);
  else if (what === 'answers') await answers(bin);
  else if (what === 'commands') await commands(bin);
  else throw new Error('metrics, answers, or commands');
}

/** Prints what programs of Vitess count and ours do not. */
async function metrics(folder: string): Promise<void> {
  for (const { program, vars, metrics: families } of await metricsBeside(folder, portBase)) {
    for (const { name, what: told } of vars) console.log(`${program} /debug/vars ${name}: ${told}`);
    for (const { name, what: told } of families) console.log(`${program} /metrics ${name}: ${told}`);
  }
}

/** Prints where the two vtctlds answer the same wrong call with other codes, and, behind `=`, other texts under the same. */
async function answers(folder: string): Promise<void> {
  for (const { call, ours, theirs } of await answersBeside(folder, portBase)) {
    if (ours.code === theirs.code && ours.text === theirs.text) continue;
    const mark = ours.code === theirs.code ? '=' : '≠';
    console.log(`${mark} ${call}\n    theirs ${theirs.code}: ${theirs.text}\n    ours   ${ours.code}: ${ours.text}`);
  }
}

/** Prints where Vitess's client prints something else, or ends otherwise, at our vtctld and tablets than at Vitess's. */
async function commands(folder: string): Promise<void> {
  for await (const { command, ours, theirs } of commandsBeside(folder, portBase)) {
    if (ours.code === theirs.code && ours.text === theirs.text) continue;
    const mark = ours.code === theirs.code ? '=' : '≠';
    console.log(`${mark} ${command}\n--- theirs ${theirs.code}\n${theirs.text}\n--- ours ${ours.code}\n${ours.text}\n`);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
