import { type TopicName, topics } from '@open122/contracts';

export const MASK = '***';

/** What of a JSON Schema is looked at. */
interface Schema {
  readonly type?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}
const MOST = { nodes: 300, depth: 8, elements: 20, number: 1_000_000 };
/** A field's name as programmers write it; anything else might be data. */
const FIELD = /^[a-z][A-Za-z]{0,39}$/;

/**
 * The structure of a payload without personal data. A value is shown when its event's schema says of that very place what it
 * must look like (a reference, a time, a code, a count) and it does; all other values are masked, and so are names of fields
 * that nobody would give one. Cut off when it is large.
 */
export function maskPayload(topic: string, type: string | null, payload: unknown): unknown {
  const budget = { left: MOST.nodes };
  return masked(payload, schemasOf(topic, type), budget, 0);
}

function schemasOf(topic: string, type: string | null): readonly Schema[] {
  if (!(topic in topics)) return [];
  const { events } = topics[topic as TopicName];
  return events.filter((event) => event.type === type).map(({ schema }) => schema as Schema);
}

function masked(
  value: unknown,
  schemas: readonly Schema[],
  budget: { left: number },
  depth: number,
): unknown {
  budget.left -= 1;
  if (value === null) return null;
  const known = schemas.flatMap((schema) => schema.anyOf ?? schema);
  if (typeof value !== 'object') return known.some((schema) => vouches(schema, value)) ? value : MASK;
  if (budget.left <= 0 || depth >= MOST.depth) return '…';
  if (!Array.isArray(value)) return maskedObject(value, known, budget, depth);
  const items = known.flatMap(({ items: of }) => of ?? []);
  const shown: unknown[] = value
    .slice(0, MOST.elements)
    .map((each) => masked(each, items, budget, depth + 1));
  return value.length > shown.length ? [...shown, `… ${value.length - shown.length}`] : shown;
}

function maskedObject(
  value: object,
  schemas: readonly Schema[],
  budget: { left: number },
  depth: number,
): Record<string, unknown> {
  const shown: [string, unknown][] = [];
  const entries = Object.entries(value);
  for (const [name, each] of entries.slice(0, 2 * MOST.elements)) {
    if (budget.left <= 0) break;
    const below = schemas.flatMap(({ properties }) =>
      properties !== undefined && Object.hasOwn(properties, name) ? (properties[name] ?? []) : [],
    );
    const title = below.length > 0 || FIELD.test(name) ? name : `${MASK} ${shown.length + 1}`;
    shown.push([title, masked(each, below, budget, depth + 1)]);
  }
  if (entries.length > shown.length) shown.push(['…', entries.length - shown.length]);
  return Object.fromEntries(shown);
}

/** Whether a schema says so much of a value that it can be nothing else. A free text is vouched for by nobody. */
function vouches({ type, pattern, enum: values, const: only }: Schema, value: unknown): boolean {
  if (values?.includes(value) === true || (only !== undefined && only === value)) return true;
  switch (typeof value) {
    case 'string':
      return pattern !== undefined && new RegExp(pattern).test(value);
    case 'number':
      return type === 'integer' && Math.abs(value) < MOST.number;
    default:
      return type === typeof value;
  }
}
