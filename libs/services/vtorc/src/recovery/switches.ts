import { type Problem, type ProblemCode, problems, type Repair, repairOf } from '../analysis/problem.ts';
import type { ShardView } from '../view/observed.ts';

export type SwitchFlags = {
  readonly allowRecovery: boolean;
  readonly allowEmergencyReparent: boolean;
  readonly drainErrant: boolean;
  readonly replaceStalled: boolean;
  readonly disabled: readonly string[];
};

/** What may be repaired: the flags, a switch a problem, and one brake for everything. */
export class Switches {
  readonly #flags: SwitchFlags;
  readonly #disabled: Set<string>;
  /** The brake: while set, problems are told and nothing is repaired. */
  isBraked = false;

  constructor(flags: SwitchFlags) {
    this.#flags = flags;
    this.#disabled = new Set(flags.disabled);
  }

  get disabled(): readonly string[] {
    return [...this.#disabled].sort();
  }

  set(code: ProblemCode, isEnabled: boolean): void {
    if (isEnabled) this.#disabled.delete(code);
    else this.#disabled.add(code);
  }

  /** Undefined: it may be repaired; else why not. */
  refusal({ code }: Problem, view: ShardView): string | undefined {
    const repair = repairOf(code);
    if (repair === undefined) return 'there is no repair for it';
    if (!this.#flags.allowRecovery) return 'recoveries are off (--allow-recovery)';
    if (this.isBraked) return 'global recoveries are disabled';
    if (this.#disabled.has(code)) return `recoveries of ${code} are disabled`;
    return this.#ofRepair(code, repair, view);
  }

  #ofRepair(code: ProblemCode, repair: Repair, view: ShardView): string | undefined {
    const { allowEmergencyReparent, drainErrant, replaceStalled } = this.#flags;
    if (code === 'PrimaryDiskStalled' && !replaceStalled) return 'off (--enable-primary-disk-stalled-recovery)';
    if (repair === 'drain' && !drainErrant) return 'off (--change-tablets-with-errant-gtid-to-drained)';
    if (repair !== 'emergency-reparent') return undefined;
    if (!allowEmergencyReparent) return 'emergency reparents are off (--allow-emergency-reparent)';
    if (view.isEmergencyReparentDisabled) return 'emergency reparents are off for this keyspace or shard';
    return undefined;
  }
}

export const isProblemCode = (text: string): text is ProblemCode => Object.hasOwn(problems, text);
