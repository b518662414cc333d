export { looseKey } from './root/loose-key.ts';
