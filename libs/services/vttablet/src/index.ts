export { type VttabletFlags, vttabletFlags } from './flags.ts';
export { type OpenTopo, vttabletSpec } from './vttablet.ts';
