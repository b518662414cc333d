import { writeFile } from 'node:fs/promises';
import { endOnSignals } from '../harness/ending.ts';
import { connects, connectsText } from './connects.ts';
import { crowd, crowdText } from './crowd.ts';
import { type Case, type Figure, measure } from './measure.ts';
import { type Options, parseOptions } from './options.ts';
import { profiled } from './profile.ts';
import { type Line, lineText, median, summarise } from './report.ts';
import { type ScanFigure, scan, scanText } from './scan.ts';
import { runSharded } from './sharded/run.ts';
import { type Stage, setStage } from './stage.ts';
import { hasSysbench, sysbenchPointSelect } from './sysbench.ts';

const GENERATOR_CHECK_CONNECTIONS = 64;

const print = (text: string): void => void process.stdout.write(text);

async function runCase(stage: Stage, what: Case, options: Options): Promise<Line[]> {
  const figures: Figure[] = [];
  for (let repeat = 0; repeat < options.repeats; repeat++) {
    for (const system of stage.systems) figures.push(await measure(stage, system, what, options.seconds));
  }
  const lines = summarise(what, figures);
  for (const line of lines) print(lineText(line));
  return lines;
}

async function profileCase(stage: Stage, what: Case, options: Options): Promise<void> {
  const gate = stage.systems.find(({ name }) => name === 'vtgate');
  if (options.profile === undefined || !gate) return;
  const name = `${what.workload}-${what.form}-${what.connections}`;
  const hot = await profiled(stage, options.profile, name, options.seconds, () =>
    measure(stage, gate, what, options.seconds + 1),
  );
  for (const [process, functions] of Object.entries(hot)) {
    print(`  ${process}:\n`);
    for (const { name: what, share } of functions) print(`    ${(share * 100).toFixed(1).padStart(5)} %  ${what}\n`);
  }
}

export type GeneratorCheck = { readonly own: number; readonly sysbench: number; readonly generatorBusy: number };

/** Our load generator beside sysbench, on the fastest system there is: it must not be what limits. */
async function checkGenerator(stage: Stage, options: Options): Promise<GeneratorCheck | undefined> {
  const direct = stage.systems.find(({ name }) => name === 'direct');
  if (!direct) return undefined;
  const connections = GENERATOR_CHECK_CONNECTIONS;
  const what: Case = { workload: 'point_select', form: 'text', connections };
  const withSysbench = await hasSysbench();
  const own: Figure[] = [];
  const others: number[] = [];
  for (let repeat = 0; repeat < options.repeats; repeat++) {
    own.push(await measure(stage, direct, what, options.seconds));
    if (withSysbench) others.push(await sysbenchPointSelect(direct.target, connections, options.seconds));
  }
  const check = {
    own: Math.round(median(own.map((f) => f.perSecond))),
    sysbench: Math.round(median(others)),
    generatorBusy: Math.round(median(own.map((f) => f.generatorBusy)) * 100) / 100,
  };
  const beside = withSysbench ? `sysbench ${check.sysbench}/s` : 'sysbench is not installed';
  print(
    `load generator, direct, ${connections} connections: ${check.own}/s with ${check.generatorBusy} of a core; ${beside}\n`,
  );
  return check;
}

async function extras(stage: Stage, { scanRows, crowdClients, connectProcesses, seconds }: Options): Promise<object> {
  const scans: ScanFigure[] = [];
  for (const system of scanRows > 0 ? stage.systems : []) {
    if (system.name === 'proxy') continue;
    const figure = await scan(stage, system, scanRows);
    print(scanText(figure));
    scans.push(figure);
  }
  const figure = crowdClients > 0 ? await crowd(stage, crowdClients) : undefined;
  if (figure) print(crowdText(figure));
  const logins = connectProcesses > 0 ? await connects(stage, connectProcesses, seconds) : undefined;
  if (logins) print(connectsText(logins));
  return { scans, ...(figure && { crowd: figure }), ...(logins && { connects: logins }) };
}

async function measureSharded({ sharded: names, shardedRows: rowsOfShard, portBase, json }: Options): Promise<void> {
  const goals = await runSharded({ names, rowsOfShard, portBase }, print);
  if (json !== undefined) await writeFile(json, `${JSON.stringify({ goals }, null, 2)}\n`);
  process.exitCode = goals.every(({ isMet }) => isMet) ? 0 : 1;
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  endOnSignals();
  if (options.sharded.length > 0) return measureSharded(options);
  const stage = await setStage(options.cluster, options.shards);
  const lines: Line[] = [];
  try {
    const generator = options.generatorCheck ? await checkGenerator(stage, options) : undefined;
    for (const workload of options.workloads) {
      for (const form of options.forms) {
        for (const connections of options.connections) {
          const what = { workload, form, connections };
          lines.push(...(await runCase(stage, what, options)));
          await profileCase(stage, what, options);
        }
      }
    }
    const extra = await extras(stage, options);
    if (options.json !== undefined)
      await writeFile(options.json, `${JSON.stringify({ generator, lines, ...extra }, null, 2)}\n`);
  } finally {
    await stage.close();
  }
}

await main();
