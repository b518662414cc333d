import { answersBeside } from './answers-beside.ts';
import { commandsBeside } from './commands-beside.ts';
import { looksBeside } from './looks-beside.ts';
import { metricsBeside } from './metrics-beside.ts';
import { reparentsBeside } from './reparents-beside.ts';
import { sessionsBeside } from './sessions-beside.ts';
import { vitessBin } from './vitess-programs.ts';

const bin = vitessBin();
const [, , what = '', base = '', only = ''] = process.argv;
const portBase = base === '' ? undefined : Number(base);

async function main(): Promise<void> {
  if (bin === undefined) throw new Error('VT_VITESS_BIN names no folder with programs of Vitess');
  if (what === 'metrics') await metrics(bin);
  else if (what === 'answers') await answers(bin);
  else if (what === 'commands') await commands(bin);
  else if (what === 'sessions') await sessions(bin);
  else if (what === 'looks') await looked(bin);
  else if (what === 'reparents') console.log(JSON.stringify(await reparentsBeside(bin, portBase), undefined, 1));
  else throw new Error('metrics, answers, commands, looks, reparents, or sessions');
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

/** Prints where clients of a gate, ours or Vitess's, are told something else when its tablets are the others'. */
async function sessions(folder: string): Promise<void> {
  for await (const { gate, dialogue, line, ourTablets, theirTablets } of sessionsBeside(folder, portBase, only))
    console.log(
      `≠ gate ${gate}, ${dialogue}: ${line}\n    their tablets ${theirTablets}\n    our tablets   ${ourTablets}\n`,
    );
}

/** Prints where a command says something else at our vtctld, or where our client does. */
async function looked(folder: string): Promise<void> {
  for await (const { command, theirs, atOurs, ours } of looksBeside(folder, portBase, only)) {
    const [their, at, our] = [theirs, atOurs, ours].map(({ code, text }) => `${code}: ${text}`);
    if (at !== their) console.log(`≠ vtctld ${command}\n--- theirs ${their}\n--- ours ${at}\n`);
    if (our !== at) console.log(`≠ client ${command}\n--- theirs ${at}\n--- ours ${our}\n`);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
