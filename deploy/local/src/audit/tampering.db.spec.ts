import { AuditSealed, type Payload } from '@open122/contracts';
import { outboxOf } from '@open122/testkit';

import { AuditedToy } from '../../../../libs/audit/src/testing/audited-toy';
import { aMessage, deliver } from '../../../../libs/messaging/src/testing/deliver';
import { Forger, seeded } from './testing/forger';
import { type Ground, tamperings } from './testing/tamperings';
import { verifyAudit } from './verify';

const SEED = 122;
const TAMPERINGS = 200;

let licence: AuditedToy;
let gateway: AuditedToy;
let ground: Ground;

beforeAll(async () => {
  licence = await AuditedToy.start('licence');
  gateway = await AuditedToy.start('gateway');
  for (let round = 0; round < 12; round += 1) {
    await (
      await licence.late(`rolled back ${round}`)
    )(true);
    const commit = await licence.late(`late ${round}`);
    await licence.write(...Array.from({ length: 1 + (round % 7) }, (_, index) => `row ${round}.${index}`));
    await licence.sealer.seal();
    await commit();
    await licence.sealer.seal();
  }
  await licence.floorReaches(Math.max(...Object.values(await licence.ids())));
  const said = await outboxOf(licence.database);
  const heads = said.map(({ data }) =>
    aMessage(AuditSealed, data as Payload<typeof AuditSealed>, { version: Number(data.number) }),
  );
  await deliver(gateway.service.app, 'licence.audit', heads);
  await licence.database.run('relayed', 'delete from outbox');
  ground = await groundOf();
}, 60_000);
afterAll(async () => {
  await ground.forger.close();
  await ground.witness.close();
  await licence.close();
  await gateway.close();
});

async function groundOf(): Promise<Ground> {
  const all = await licence.seals();
  const ids = new Set(Object.values(await licence.ids()));
  const floor = all.at(-1)?.floor ?? 0;
  const gaps = Array.from({ length: floor }, (_, index) => index + 1).filter((id) => !ids.has(id));
  const seals = all.map(({ audit_ids }) => audit_ids);
  const [forger, witness] = [await Forger.at(licence.db.url), await Forger.at(gateway.db.url)];
  return { forger, witness, seals, gaps, random: seeded(SEED) };
}
const verify = () => verifyAudit({ service: 'licence', url: licence.db.url, witnessUrl: gateway.db.url });

it('raises no alarm over an audit with late rows and gaps', async () => {
  const { rows, seals, waiting, violations } = await verify();
  expect(violations).toEqual([]);
  expect([rows, seals, waiting]).toEqual([ground.seals.flat().length, ground.seals.length, 0]);
  expect(ground.gaps.length).toBeGreaterThan(5);
});

it(`finds each of ${TAMPERINGS} tamperings, and nothing once it is undone (seed ${SEED})`, async () => {
  const missed: string[] = [];
  const names = Object.keys(tamperings);
  for (let index = 0; index < TAMPERINGS; index += 1) {
    const name = names[index % names.length]!;
    const kind = await tamperings[name]!(ground);
    const found = (await verify()).violations;
    if (!found.some((each) => each.kind === kind)) missed.push(`${index} ${name}: ${JSON.stringify(found)}`);
    await ground.forger.undo();
    await ground.witness.undo();
    const after = (await verify()).violations;
    if (after.length > 0) missed.push(`${index} ${name}, undone: ${JSON.stringify(after)}`);
  }
  expect(missed).toEqual([]);
}, 120_000);

it('names the rows and seals at fault', async () => {
  const [id = 0] = ground.seals[3]!;
  await ground.forger.run('delete from audit where id = $1', [id]);
  expect((await verify()).violations).toEqual([{ kind: 'row-removed', ids: [String(id)] }]);
  await ground.forger.undo();
  await ground.forger.run(`update audit set actor = 'staff:8' where id = $1`, [id]);
  expect((await verify()).violations).toEqual([{ kind: 'seal-differs', ids: ['4'] }]);
  await ground.forger.undo();
});

it('rows that wait for their seal, and a head on its way, are no violation', async () => {
  await licence.write('fresh');
  expect(await verify()).toMatchObject({ waiting: 1, violations: [] });
  await licence.sealer.seal();
  expect(await verify()).toMatchObject({ waiting: 0, violations: [] });
  // the relay has sent it long ago, yet nobody keeps it
  await licence.database.run('relayed', 'delete from outbox');
  expect((await verify()).violations).toMatchObject([{ kind: 'head-not-kept' }]);
});
