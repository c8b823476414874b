import type { OpenAPIObject } from '@nestjs/swagger';

/** One service's document; null when it could not be had. */
export interface Part {
  readonly service: string;
  readonly document: OpenAPIObject | null;
}

type Schemas = Record<string, unknown>;
type Paths = Record<string, Record<string, unknown>>;

const schemasOf = (document: OpenAPIObject): Schemas => document.components?.schemas ?? {};

/** Two services may name different things alike: the later one's schema then carries the service's name. */
function withOwnNames(document: OpenAPIObject, service: string, taken: Schemas): OpenAPIObject {
  const alike = Object.entries(schemasOf(document))
    .filter(([name, schema]) => name in taken && JSON.stringify(taken[name]) !== JSON.stringify(schema))
    .map(([name]) => name);
  if (alike.length === 0) return document;
  const renamed = new Map(
    alike.map((name) => [name, `${service[0]?.toUpperCase()}${service.slice(1)}${name}`]),
  );
  const text = JSON.stringify(document).replaceAll(
    /"#\/components\/schemas\/([^"]+)"/g,
    (whole, name: string) => `"#/components/schemas/${renamed.get(name) ?? name}"`,
  );
  const copy = JSON.parse(text) as OpenAPIObject;
  const schemas = Object.entries(schemasOf(copy)).map(([name, schema]) => [
    renamed.get(name) ?? name,
    schema,
  ]);
  return { ...copy, components: { ...copy.components, schemas: Object.fromEntries(schemas) as never } };
}

/**
 * The platform's one document out of its services' parts. Operations that several owners have alike (an application's) stand
 * once. `x-missing` names the services whose part could not be had.
 */
export function merged(head: OpenAPIObject, parts: readonly Part[]): OpenAPIObject {
  const paths: Paths = {};
  const schemas: Schemas = {};
  for (const { service, document } of parts) {
    if (document === null) continue;
    const own = withOwnNames(document, service, schemas);
    Object.assign(schemas, { ...schemasOf(own), ...schemas });
    for (const [path, operations] of Object.entries(own.paths)) {
      paths[path] = { ...(operations as Record<string, unknown>), ...paths[path] };
    }
  }
  const missing = parts.filter(({ document }) => document === null).map(({ service }) => service);
  const sorted = Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    ...head,
    paths: sorted as OpenAPIObject['paths'],
    components: { ...head.components, schemas: schemas as never },
    ...(missing.length > 0 && { 'x-missing': missing }),
  } as OpenAPIObject;
}
