import { randomBytes } from 'node:crypto';

import { request } from 'undici';

import { aWorldWithCitizens } from '../journeys/cast';
import { thePlatform } from '../platform';
import { apply } from '../story/errand';
import { until } from '../story/until';
import { advance } from '../story/world';
import type { Exported } from './collector';

jest.setTimeout(120_000);

const collector = thePlatform().settings.OTEL_EXPORTER_OTLP_ENDPOINT ?? '';
const spansOf = async (trace: string): Promise<Exported[]> =>
  (await (await request(`${collector}/${trace}`)).body.json()) as Exported[];

/** From the cause to the last effect: who, what kind of span (OTLP’s number), its name. */
const CHAIN = [
  ['gateway', 2, 'POST /v1/ops/applications/{serial}/**'],
  ['gateway', 3, 'POST'],
  ['licence', 2, 'POST /v1/ops/applications/:serial/acceptance'],
  ['licence', 4, 'create he.licence.document.v1'],
  ['fulfilment', 5, 'process licence.document'],
  ['fulfilment', 4, 'create he.fulfilment.handover.v1'],
  ['licence', 5, 'process fulfilment.handover'],
] as const;

/** The chain as far as it has come: each span is a child of the one before it. */
function chainOf(spans: readonly Exported[], cause: string): Exported[] {
  const found: Exported[] = [];
  for (const [service, kind, name] of CHAIN) {
    const parent = found.at(-1)?.spanId ?? cause;
    const next = spans.find(
      (span) =>
        span.parentSpanId === parent && span.service === service && span.kind === kind && span.name === name,
    );
    if (next === undefined) break;
    found.push(next);
  }
  return found;
}

test('one trace leads from a request over outbox, Kafka and inbox to its effects in other services', async () => {
  const { world, citizens } = await aWorldWithCitizens(1);
  const [{ citizen, bound } = { citizen: undefined, bound: undefined }] = citizens;
  if (citizen === undefined) throw new Error('nobody is here');
  const serial = await apply(world, citizen, bound.licenceId, 'pickup');
  await advance(world, 'PT11M');
  const [trace, cause] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  await world.gateway.expect(200, {
    ...{ method: 'POST', path: `/v1/ops/applications/${serial}/acceptance` },
    ...{ token: await world.operator.token(), traceparent: `00-${trace}-${cause}-01` },
  });
  const spans = await until(
    'the trace',
    () => spansOf(trace),
    (all) => chainOf(all, cause).length === CHAIN.length,
  ).catch(() => spansOf(trace));
  const told = chainOf(spans, cause).map(({ service, kind, name }) => [service, kind, name]);
  expect(told).toEqual(CHAIN);

  const said = spans.find(({ name }) => name === 'create he.licence.document.v1');
  const sent = spans.filter(({ name }) => name === 'send he.licence.document.v1');
  expect(sent).toEqual([
    expect.objectContaining({ service: 'licence', parentSpanId: said?.spanId, kind: 3 }),
  ]);
  // nobody's parent is missing, but the caller's own
  const known = new Set([cause, ...spans.map(({ spanId }) => spanId)]);
  expect(spans.filter(({ parentSpanId }) => !known.has(parentSpanId))).toEqual([]);
  expect(JSON.stringify(spans)).not.toContain(serial);
});
