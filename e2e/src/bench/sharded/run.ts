import { applyJoin } from './apply-join.ts';
import { boundedMemory, LIMIT_MIB } from './bounded-memory.ts';
import { coldPlan } from './cold-plan.ts';
import { type FourShards, fourShards } from './four-shards.ts';
import { type Goal, goalText } from './goal.ts';
import { orderedStream } from './ordered-stream.ts';
import { planHit } from './plan-hit.ts';
import { scatterAggregate } from './scatter.ts';

type InGate = () => Promise<Goal>;
type OverShards = (shards: FourShards) => Promise<Goal | readonly Goal[]>;

const inGate: Readonly<Record<string, InGate>> = { hit: planHit, plan: coldPlan };
/** In this order: what fills the gate's memory comes last. */
const overShards: Readonly<Record<string, OverShards>> = {
  join: applyJoin,
  scatter: scatterAggregate,
  stream: orderedStream,
  memory: boundedMemory,
};

export const shardedNames: readonly string[] = [...Object.keys(inGate), ...Object.keys(overShards)];

export type ShardedOptions = {
  /** Of `shardedNames`. */
  readonly names: readonly string[];
  readonly rowsOfShard: number;
  readonly portBase: number | undefined;
};

/** What the gate's mind costs: figures with bounds. */
export async function runSharded(options: ShardedOptions, print: (text: string) => void): Promise<Goal[]> {
  const goals: Goal[] = [];
  const take = (found: Goal | readonly Goal[]): void => {
    for (const one of [found].flat() as Goal[]) {
      print(goalText(one));
      goals.push(one);
    }
  };
  for (const [name, measure] of Object.entries(inGate)) if (options.names.includes(name)) take(await measure());
  const wanted = Object.entries(overShards).filter(([name]) => options.names.includes(name));
  if (wanted.length === 0) return goals;
  const flags = ['--max-memory-bytes', `${LIMIT_MIB << 20}`, '--max-memory-rows', String(1 << 30)];
  const shards = await fourShards(options.rowsOfShard, options.portBase, flags);
  try {
    for (const [, measure] of wanted) take(await measure(shards));
  } finally {
    await shards.close();
  }
  return goals;
}
