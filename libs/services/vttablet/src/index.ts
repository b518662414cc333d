export { type VttabletFlags, vttabletFlags } from './flags.ts';
export { vttabletSpec } from './vttablet.ts';
