export { vtorcSpec } from './vtorc.ts';
