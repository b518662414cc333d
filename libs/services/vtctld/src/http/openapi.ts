import { serviceDefinition } from '@vt/proto';
import { isReading } from '../access/method-kind.ts';
import { handlers, streamHandlers } from '../rpc/index.ts';
import { emptyMessage, requestOf, responseOf } from './messages.ts';

/** The API as an OpenAPI 3.1 document: one path a method, with its request's fields. */
export function openApi(mode: 'full' | 'read-only'): object {
  const methods = Object.entries(serviceDefinition('vtctlservice.Vtctld'));
  const served = methods.filter(
    ([name]) => (name in handlers || name in streamHandlers) && (mode === 'full' || isReading(name)),
  );
  const paths = served.map(([name, { responseStream }]) => [`/api/v1/${name}`, pathOf(name, responseStream)] as const);
  return {
    openapi: '3.1.0',
    info: {
      title: 'vtctld',
      version: '1',
      description:
        'The methods of vtctlservice.Vtctld. Field names and values are those of protobuf’s JSON form; 64-bit integers are strings.',
    },
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: { basic: { type: 'http', scheme: 'basic' } },
      schemas: {
        Error: {
          type: 'object',
          properties: {
            error: { type: 'object', properties: { code: { type: 'string' }, message: { type: 'string' } } },
          },
        },
      },
    },
    security: [{}, { basic: [] }],
  };
}

function pathOf(name: string, isStream: boolean): object {
  const request = emptyMessage(requestOf(name));
  const response = schemaOf(emptyMessage(responseOf(name)));
  const responses = {
    200: content(isStream ? { type: 'array', items: response } : response, 'what it answers'),
    default: content({ $ref: '#/components/schemas/Error' }, 'why not'),
  };
  const post = {
    operationId: name,
    requestBody: content(schemaOf(request), 'the request'),
    responses,
  };
  if (!isReading(name)) return { post };
  const parameters = Object.entries(request).map(([field, value]) => ({
    name: field,
    in: 'query',
    required: false,
    schema: schemaOf(value),
  }));
  return { get: { operationId: `${name}ByQuery`, parameters, responses }, post };
}

function content(schema: object, description: string): object {
  return { description, content: { 'application/json': { schema } } };
}

/** The shape of a value that shows every field with its default. A message that is not set shows nothing of itself. */
function schemaOf(value: unknown): object {
  if (Array.isArray(value)) return { type: 'array' };
  if (value === null) return { type: ['object', 'string', 'null'] };
  if (typeof value !== 'object') return { type: typeof value, default: value };
  const properties = Object.entries(value as object).map(([name, field]) => [name, schemaOf(field)] as const);
  return { type: 'object', properties: Object.fromEntries(properties) };
}
