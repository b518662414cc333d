import type { UntypedHandleCall } from '@grpc/grpc-js';
import { VtError } from '@vt/base';
import { type ServiceHandlers, serviceDefinition } from '@vt/proto';
import { type CallContext, streamHandler, unaryHandler } from '@vt/servenv';
import type { TabletManager } from '../manager/tablet-manager.ts';
import { rpcs, streamRpcs } from './registry.ts';
import type { ManagerService } from './rpc.ts';

type AnyRpc = (manager: TabletManager, request: unknown, context: CallContext) => Promise<unknown>;

type AnyStreamRpc = (manager: TabletManager, request: unknown, context: CallContext) => AsyncIterable<unknown>;

/** Methods that are asked for all the time: not worth a line in the log. */
const quiet = new Set([
  'CheckThrottler',
  'FullStatus',
  'GetSchema',
  'GetThrottlerStatus',
  'HasVReplicationWorkflows',
  'Ping',
  'PrimaryPosition',
  'ReadVReplicationWorkflow',
  'ReadVReplicationWorkflows',
  'ReplicationStatus',
  'RunHealthCheck',
]);

/** A handler for every method of tabletmanagerservice.TabletManager. */
export function tabletManagerImplementation(manager: TabletManager): ServiceHandlers<ManagerService> {
  const methods = Object.entries(serviceDefinition('tabletmanagerservice.TabletManager'));
  return Object.fromEntries(
    methods.map(([name, { responseStream }]) => [name, responseStream ? stream(name, manager) : unary(name, manager)]),
  ) as unknown as ServiceHandlers<ManagerService>;
}

function unary(name: string, manager: TabletManager): UntypedHandleCall {
  const rpc = (rpcs as Readonly<Record<string, unknown>>)[name] as AnyRpc | undefined;
  return unaryHandler(async (request: unknown, context: CallContext) => {
    if (!rpc) throw unimplemented(name);
    if (!quiet.has(name)) manager.log.info({ method: name, peer: context.peer }, 'call');
    try {
      return await rpc(manager, request, context);
    } catch (error) {
      manager.log.warn({ method: name, problem: String(error) }, 'call failed');
      throw error;
    }
  });
}

function stream(name: string, manager: TabletManager): UntypedHandleCall {
  const rpc = (streamRpcs as Readonly<Record<string, unknown>>)[name] as AnyStreamRpc | undefined;
  return streamHandler(async function* (request: unknown, context: CallContext) {
    if (!rpc) throw unimplemented(name);
    manager.log.info({ method: name, peer: context.peer }, 'call');
    try {
      yield* rpc(manager, request, context);
    } catch (error) {
      manager.log.warn({ method: name, problem: String(error) }, 'call failed');
      throw error;
    }
  });
}

function unimplemented(name: string): VtError {
  return new VtError({
    code: 'UNIMPLEMENTED',
    message: `tabletmanagerservice.TabletManager: method ${name} is not served`,
  });
}
