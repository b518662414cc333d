export { type VttabletFlags, vttabletFlags } from './flags.ts';
export { mysqlctl } from './mysqlctl/main.ts';
export { mysqlctldSpec } from './mysqlctld/mysqlctld.ts';
export { vtbackupSpec } from './vtbackup/vtbackup.ts';
export { type OpenTopo, vttabletSpec } from './vttablet.ts';
