// Loaded into a process with --import: SIGUSR2 starts counting calls and sampling time, the next one ends it and writes what was found.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';

const dir = process.env.VT_WALK_DIR;
const SAMPLING_US = 100;
let session;

async function start() {
  session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLING_US });
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await session.post('Profiler.start');
}

async function stop() {
  const { profile } = await session.post('Profiler.stop');
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  session = undefined;
  const program = process.argv[1] ?? '';
  writeFileSync(
    join(dir, `${process.pid}.json`),
    JSON.stringify({ program, calls: callsOf(result), times: timesOf(profile) }),
  );
}

/** How often each function of ours ran: { 'file function': count }. */
function callsOf(scripts) {
  const calls = {};
  for (const { url, functions } of scripts) {
    const file = sourceOf(url);
    if (!file) continue;
    for (const { functionName, ranges } of functions) {
      const count = ranges[0]?.count ?? 0;
      if (functionName && count > 0) calls[`${file} ${functionName}`] = (calls[`${file} ${functionName}`] ?? 0) + count;
    }
  }
  return calls;
}

/** Microseconds that each function was on the stack, itself or by what it called. */
function timesOf({ nodes, samples, timeDeltas }) {
  const self = new Map();
  samples.forEach((id, i) => self.set(id, (self.get(id) ?? 0) + timeDeltas[i]));
  const children = new Map(nodes.map((node) => [node.id, node]));
  const times = {};
  const total = (node, above) => {
    const file = sourceOf(node.callFrame.url);
    const key = file && `${file} ${node.callFrame.functionName}`;
    const fresh = key && !above.has(key);
    if (fresh) above.add(key);
    let sum = self.get(node.id) ?? 0;
    for (const id of node.children ?? []) sum += total(children.get(id), above);
    if (fresh) {
      above.delete(key);
      times[key] = (times[key] ?? 0) + sum;
    }
    return sum;
  };
  total(nodes[0], new Set());
  return times;
}

/** The source file of a built one, from the repository's root; undefined for what is not ours. */
function sourceOf(url) {
  const found = /\/((?:libs|apps)\/.+)\/dist\/(.+)\.js$/.exec(url);
  return found && !url.includes('node_modules/') ? `${found[1]}/src/${found[2]}.ts` : undefined;
}

if (dir) {
  process.on('SIGUSR2', () => {
    const step = session ? stop() : start();
    step.catch((error) => writeFileSync(join(dir, `${process.pid}.error`), String(error?.stack ?? error)));
  });
}
