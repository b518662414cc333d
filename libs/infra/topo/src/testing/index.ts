export { type ContractServer, topoContract } from './contract.ts';
