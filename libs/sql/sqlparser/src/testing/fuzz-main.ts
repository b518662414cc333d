import { Fuzzer } from './fuzz.ts';

/*
 * A long run of the fuzzer: `npm run fuzz -- [count] [seed]`. Prints what it finds, and every input that takes longer than
 * it should; exits with 1 when there is any.
 */

const count = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? process.env['VT_SEED'] ?? 1);
/** Of CPU time: a busy machine is no hang. */
const SLOW_MS = 1000;
const PROBLEMS_MAX = 20;
/** Texts between two lines that tell how far it is. */
const PROGRESS_TEXTS = 50_000;

const fuzzer = new Fuzzer(seed);
let problems = 0;
let slowest = 0;
console.log(`${count} texts, seed ${seed}`);
for (let i = 0; i < count && problems < PROBLEMS_MAX; i++) {
  if (i > 0 && i % PROGRESS_TEXTS === 0) console.log(`${i} texts, ${problems} problems`);
  const text = fuzzer.text();
  const before = process.cpuUsage();
  const problem = fuzzer.problem(text);
  const took = process.cpuUsage(before).user / 1000;
  slowest = Math.max(slowest, took);
  if (problem === undefined && took < SLOW_MS) continue;
  problems++;
  console.log(`#${i} ${JSON.stringify(text)}\n  ${problem ?? `took ${took.toFixed(0)} ms`}`);
}
console.log(`${problems} problems; ${fuzzer.accepted} texts were good SQL; the slowest took ${slowest.toFixed(1)} ms`);
process.exitCode = problems > 0 ? 1 : 0;
