export { type VttabletFlags, vttabletFlags } from './flags.ts';
export { mysqlctl } from './mysqlctl/main.ts';
export { type OpenTopo, vttabletSpec } from './vttablet.ts';
