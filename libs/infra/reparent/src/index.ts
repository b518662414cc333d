export {
  canEstablish,
  type Durability,
  durabilityNames,
  durabilityPolicy,
  isRevoked,
  needsAcks,
  type PromotionRule,
} from './durability.ts';
export { emergencyReparent, emergencyReparentLocked } from './emergency-reparent.ts';
export { Events } from './events.ts';
export { type ExternallyReparented, externallyReparented, reparentTablet } from './external-reparent.ts';
export { plannedReparent, plannedReparentLocked } from './planned-reparent.ts';
export { PromotedError } from './promoted-error.ts';
export {
  call,
  currentPrimary,
  openReparent,
  REPARENT_LOCK_TTL_S,
  type Reparent,
  type ReparentDeps,
  type Reparented,
  release,
  sameTablet,
} from './reparent.ts';
export { aliasOf, compareTimes, durationMs, knownFromCopies, shardTablets, timeOf } from './shard-tablets.ts';
export { type Manager, type ManagerMethod, TabletManagers } from './tablet-managers.ts';
