import type { ServerDuplexStream, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Engine } from '../engine.ts';
import type { Lessor } from '../lessor.ts';
import { bytesOf } from '../store/key-span.ts';
import { unary } from './handlers.ts';
import type { Header } from './messages.ts';
import { headerOf } from './wire.ts';

type KeepAliveCall = ServerDuplexStream<{ ID: string }, { header: Header; ID: string; TTL: string }>;

export function leaseService(engine: Engine, lessor: Lessor): UntypedServiceImplementation {
  const ready = (): Promise<void> => engine.durable();
  const header = (): Header => headerOf(engine.state);
  return {
    LeaseGrant: unary((request: { TTL: string; ID: string }) => {
      const lease = lessor.grant(BigInt(request.ID), Number(request.TTL));
      return { header: header(), ID: String(lease.id), TTL: String(lease.ttlSeconds) };
    }, ready),
    LeaseKeepAlive: (call: KeepAliveCall) => keepAlive(call, engine, lessor),
    LeaseLeases: unary(() => {
      const leases = [...engine.state.leases.all()].map(({ id }) => ({ ID: String(id) }));
      return { header: header(), leases };
    }, ready),
    LeaseRevoke: unary((request: { ID: string }) => {
      lessor.revoke(BigInt(request.ID));
      return { header: header() };
    }, ready),
    LeaseTimeToLive: unary((request: { ID: string; keys: boolean }) => {
      const lease = engine.state.leases.get(BigInt(request.ID));
      if (lease === undefined) return { header: header(), ID: request.ID, TTL: '-1', grantedTTL: '0', keys: [] };
      return {
        header: header(),
        ID: request.ID,
        TTL: String(lessor.secondsLeft(lease)),
        grantedTTL: String(lease.ttlSeconds),
        keys: request.keys ? [...lease.keys].sort().map(bytesOf) : [],
      };
    }, ready),
  };
}

function keepAlive(call: KeepAliveCall, engine: Engine, lessor: Lessor): void {
  call.on('data', ({ ID }) => {
    const ttl = lessor.keepAlive(BigInt(ID))?.ttlSeconds ?? 0;
    const writable = call.write({ header: headerOf(engine.state, engine.durableRevision), ID, TTL: String(ttl) });
    if (!writable) call.pause();
  });
  call.on('drain', () => call.resume());
  call.on('end', () => call.end());
}
