import type { ServiceName } from '@open122/contracts';
import { request } from 'undici';

import { thePlatform } from '../platform';
import { principalHeader } from './principals';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly format?: string;
}
interface Content {
  readonly content?: Readonly<Record<string, { schema?: Schema }>>;
}
export interface Operation {
  readonly service: ServiceName;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly body: Schema | undefined;
  readonly answers: Readonly<Record<string, Content>>;
  /** Of the service's document, by name. */
  readonly schemas: Readonly<Record<string, Schema>>;
}
interface Document {
  paths: Record<string, Record<string, Declared>>;
  components?: { schemas?: Record<string, Schema> };
}
interface Declared {
  parameters?: Operation['parameters'];
  requestBody?: Content;
  responses: Record<string, Content>;
}

/** Behind the gateway, which has the same operations in one document. */
const SERVICES = ['identity', 'licence', 'vehicle', 'fulfilment', 'blacklist'] as const;

/** Every operation of every service, as its own document says. */
export async function operationsOfAll(): Promise<Operation[]> {
  const all = await Promise.all(SERVICES.map(operationsOf));
  return all.flat();
}

async function operationsOf(service: ServiceName): Promise<Operation[]> {
  const answer = await request(`${thePlatform().services[service]}/internal/openapi.json`, {
    headers: principalHeader({ kind: 'service', service: 'gateway', purpose: 'document' }, service),
  });
  const { paths, components } = (await answer.body.json()) as Document;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody, responses }]) => ({
      ...{ service, method: method.toUpperCase(), path, parameters, answers: responses },
      body: requestBody?.content?.['application/json']?.schema,
      schemas: components?.schemas ?? {},
    })),
  );
}

export const nameOf = ({ method, path, service }: Operation): string => `${method} ${path} of ${service}`;

/** A schema with its reference followed. */
export const resolved = (schema: Schema, schemas: Operation['schemas']): Schema =>
  schema.$ref === undefined ? schema : resolved(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, schemas);
