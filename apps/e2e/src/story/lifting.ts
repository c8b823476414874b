import { type Citizen, hire } from './cast';
import { type Bound, LOST_LICENCE } from './errand';
import { until } from './until';
import type { World } from './world';

/** Who is listed appeals, once; one operator proposes to lift it, another confirms, and the platform is open to him again (rules §4). */
export async function liftListing(world: World, citizen: Citizen, { licenceId }: Bound): Promise<void> {
  const { gateway, narrator } = world;
  const appeal = async () =>
    gateway.call<{ code?: string; state?: string; listedFrom: string }>({
      ...{ method: 'POST', path: '/v1/me/standing/appeals', token: await citizen.token() },
      body: { reason: '领取期间住院治疗，无法前往领取' },
    });
  const appealed = await narrator.step(
    'He appeals: he lay in hospital while his licence waited for him.',
    appeal,
    ({ status, body }) => `${status} ${body.state}`,
  );
  await narrator.step('He appeals once more.', appeal, ({ status, body }) => {
    if (status !== 409) throw new Error(`a second appeal should be refused: ${JSON.stringify(body)}`);
    return `${status} ${body.code}`;
  });
  const other = await hire(gateway, world.administrator, { role: 'operator', owner: 'vehicle' });
  const { person } = await until(
    'the appeal in the queue',
    async () => {
      const path = '/v1/ops/listing-reviews?limit=100';
      const { items } = await gateway.expect<{ items: { person: string; listedFrom: string }[] }>(200, {
        ...{ path, token: await other.token() },
      });
      return items.find(({ listedFrom }) => listedFrom === appealed.body.listedFrom) ?? { person: '' };
    },
    (found) => found.person !== '',
  );
  const decide = async (as: typeof other, step: string) =>
    gateway.call<{ code?: string; state?: string }>({
      ...{ method: 'POST', path: `/v1/ops/listing-reviews/${person}/decisions`, token: await as.token() },
      body: { step, reason: '住院证明经核实' },
    });
  await narrator.step(
    'An operator proposes to lift the listing, and may not confirm it himself.',
    async () => [await decide(other, 'propose'), await decide(other, 'confirm')] as const,
    ([proposed, confirmed]) => {
      if (confirmed.status !== 403) throw new Error(`expected a refusal: ${JSON.stringify(confirmed.body)}`);
      return `${proposed.body.state}; ${confirmed.status} ${confirmed.body.code}`;
    },
  );
  await narrator.step(
    'Another confirms.',
    () => decide(world.operator, 'confirm'),
    ({ status, body }) => {
      if (status !== 200) throw new Error(`expected a lifting: ${JSON.stringify(body)}`);
      return `${body.state}`;
    },
  );
  await narrator.step(
    'He looks whether he may apply again.',
    async () => {
      const token = await citizen.token();
      return until(
        'the lifting to be known',
        () =>
          gateway.expect<{ eligible: boolean; reasons: { code: string }[] }>(200, {
            ...{ path: `/v1/services/${LOST_LICENCE}/eligibility?object=${licenceId}`, token },
          }),
        ({ reasons }) => reasons.every(({ code }) => code !== 'person.listed'),
      );
    },
    ({ eligible }) => (eligible ? 'yes' : 'the listing bars him no more'),
  );
}
