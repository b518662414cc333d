import { MemoryServer } from './kv/memory-kv.ts';
import { topoContract } from './testing/contract.ts';

topoContract('memory', async () => {
  const server = new MemoryServer();
  return {
    kv: () => server.connect(),
    crash: async () => server.setReachable(false),
    revive: async () => server.setReachable(true),
    compact: async () => server.compact(),
    stop: async () => {},
  };
});
