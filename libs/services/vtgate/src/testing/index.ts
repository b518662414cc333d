export { TestClient } from './test-client.ts';
export { TestGate, type TestKeyspace } from './test-gate.ts';
