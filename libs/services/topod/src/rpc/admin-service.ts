import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Engine } from '../engine.ts';
import { unary } from './handlers.ts';
import { headerOf } from './wire.ts';

/** The etcd release whose API this server speaks; clients decide by it what they may ask for. */
const API_VERSION = '3.5.0';

export function clusterService(
  engine: Engine,
  member: { name: string; clientUrl: () => string },
): UntypedServiceImplementation {
  return {
    MemberList: unary(
      () => ({
        header: headerOf(engine.state),
        members: [
          {
            ID: String(engine.state.identity.memberId),
            name: member.name,
            peerURLs: [],
            clientURLs: [member.clientUrl()],
            isLearner: false,
          },
        ],
      }),
      () => engine.durable(),
    ),
  };
}

export function maintenanceService(engine: Engine): UntypedServiceImplementation {
  const ready = (): Promise<void> => engine.durable();
  return {
    // Nothing here raises alarms: a full store refuses writes by itself, and a damaged file is refused at start.
    Alarm: unary(() => ({ header: headerOf(engine.state), alarms: [] }), ready),
    Defragment: unary(async () => {
      await engine.defragment();
      return { header: headerOf(engine.state) };
    }, ready),
    Status: unary(() => statusOf(engine), ready),
  };
}

function statusOf(engine: Engine): object {
  const { store, identity } = engine.state;
  return {
    header: headerOf(engine.state),
    version: API_VERSION,
    dbSize: String(engine.fileBytes),
    dbSizeInUse: String(store.bytes),
    leader: String(identity.memberId),
    raftIndex: String(store.revision),
    raftTerm: '1',
    raftAppliedIndex: String(engine.durableRevision),
    errors: [],
    isLearner: false,
  };
}
