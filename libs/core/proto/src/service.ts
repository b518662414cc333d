import type {
  handleBidiStreamingCall,
  handleClientStreamingCall,
  handleServerStreamingCall,
  handleUnaryCall,
  MethodDefinition,
  ServiceDefinition,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type protobuf from 'protobufjs';
import { codecOf, type PlainMessage } from './codec/message-codec.ts';
import type { Services } from './gen/registry.ts';
import type { Message, MessageInput, MessageName, ServiceName } from './names.ts';
import { serviceType } from './root.ts';
import { WireReader } from './wire/reader.ts';
import { WireWriter } from './wire/writer.ts';

export type MethodName<S extends ServiceName> = keyof Services[S] & string;

type MethodShape = { kind: string; request: MessageName; response: MessageName };
type Method<S extends ServiceName, M extends MethodName<S>> = Services[S][M] & MethodShape;

/** What a client sends to a method. */
export type RequestInput<S extends ServiceName, M extends MethodName<S>> = MessageInput<Method<S, M>['request']>;
/** What a server gets. */
export type Request<S extends ServiceName, M extends MethodName<S>> = Message<Method<S, M>['request']>;
/** What a server answers. */
export type ResponseInput<S extends ServiceName, M extends MethodName<S>> = MessageInput<Method<S, M>['response']>;
/** What a client gets. */
export type Response<S extends ServiceName, M extends MethodName<S>> = Message<Method<S, M>['response']>;

/** The methods of one kind: `unary`, `serverStream`, `clientStream` or `bidi`. */
export type MethodsOfKind<S extends ServiceName, K extends string> = {
  [M in MethodName<S>]: Method<S, M>['kind'] extends K ? M : never;
}[MethodName<S>];

type HandlerOf<S extends ServiceName, M extends MethodName<S>> = {
  unary: handleUnaryCall<Request<S, M>, ResponseInput<S, M>>;
  serverStream: handleServerStreamingCall<Request<S, M>, ResponseInput<S, M>>;
  clientStream: handleClientStreamingCall<Request<S, M>, ResponseInput<S, M>>;
  bidi: handleBidiStreamingCall<Request<S, M>, ResponseInput<S, M>>;
}[Method<S, M>['kind'] & ('unary' | 'serverStream' | 'clientStream' | 'bidi')];

/** grpc-js's handlers of a service, one for each method: what `server.addService(serviceDefinition(name), handlers)` takes. */
export type ServiceHandlers<S extends ServiceName> = { [M in MethodName<S>]: HandlerOf<S, M> };

/** grpc-js's definition of a service: what is sent may be partial, what arrives is whole. */
export type ServiceMethods<S extends ServiceName> = {
  readonly [M in MethodName<S>]: MethodDefinition<RequestInput<S, M>, Response<S, M>>;
};

/** A service for grpc-js's servers and clients, with this library's codec. */
export function serviceDefinition<S extends ServiceName>(name: S): ServiceMethods<S> {
  return untypedDefinition(name) as unknown as ServiceMethods<S>;
}

function untypedDefinition(name: ServiceName): ServiceDefinition<UntypedServiceImplementation> {
  let definition = definitions.get(name);
  if (definition === undefined) {
    const service = serviceType(name);
    definition = Object.fromEntries(
      service.methodsArray.map((method) => [method.name, methodDefinition(name, method)]),
    );
    definitions.set(name, definition);
  }
  return definition;
}

const definitions = new Map<ServiceName, ServiceDefinition<UntypedServiceImplementation>>();

function methodDefinition(service: string, method: protobuf.Method): MethodDefinition<PlainMessage, PlainMessage> {
  const request = method.resolvedRequestType as protobuf.Type;
  const response = method.resolvedResponseType as protobuf.Type;
  return {
    path: `/${service}/${method.name}`,
    requestStream: method.requestStream === true,
    responseStream: method.responseStream === true,
    requestSerialize: serializer(request),
    requestDeserialize: deserializer(request),
    responseSerialize: serializer(response),
    responseDeserialize: deserializer(response),
    originalName: method.name.charAt(0).toLowerCase() + method.name.slice(1),
  };
}

function serializer(type: protobuf.Type): (message: PlainMessage) => Buffer {
  const codec = codecOf(type);
  return (message) => {
    const writer = new WireWriter();
    codec.encode(writer, message);
    return writer.finish();
  };
}

function deserializer(type: protobuf.Type): (bytes: Buffer) => PlainMessage {
  const codec = codecOf(type);
  return (bytes) => codec.decode(new WireReader(bytes));
}
