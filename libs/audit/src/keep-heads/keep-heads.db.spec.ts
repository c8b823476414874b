import { AuditSealed, type Instant, type Payload } from '@open122/contracts';

import { consumerCases } from '../../../messaging/src/testing/consumer-cases';
import { aMessage, deliver } from '../../../messaging/src/testing/deliver';
import { AuditedToy } from '../testing/audited-toy';

let toy: AuditedToy;
beforeAll(async () => (toy = await AuditedToy.start('gateway')));
afterAll(() => toy.close());

let numbers = 0;
const data = (number: number, letter = 'a'): Payload<typeof AuditSealed> => ({
  service: 'licence',
  number,
  head: letter.repeat(64),
  count: 3,
  sealedAt: '2026-01-05T01:00:00.000Z' as Instant,
});
const sealed = (number = (numbers += 1), letter = 'a') =>
  aMessage(AuditSealed, data(number, letter), { version: number });
const kept = () =>
  toy.database.run<{ number: number; head: string }>('kept', 'select * from audit_head order by number');

describe('gateway.keep-audit-heads', () => {
  consumerCases({
    app: () => toy.service.app,
    handler: 'gateway.keep-audit-heads',
    topic: 'licence.audit',
    message: () => sealed(),
    effects: kept,
    outOfOrder: {
      messages: () => [sealed(902), sealed(901)],
      expect: async () => {
        expect((await kept()).map(({ number }) => number)).toEqual(expect.arrayContaining([901, 902]));
      },
    },
  });

  it('keeps what it was told first: another head of the same seal is refused', async () => {
    await deliver(toy.service.app, 'licence.audit', [sealed(950)]);
    const delivered = await deliver(toy.service.app, 'licence.audit', [sealed(950, 'b')]);
    expect(delivered).toMatchObject([{ outcome: 'ignored', reason: 'audit.head-differs' }]);
    expect(await kept()).toContainEqual(expect.objectContaining({ number: 950, head: 'a'.repeat(64) }));
  });

  it('the same head under another event id changes nothing', async () => {
    await deliver(toy.service.app, 'licence.audit', [sealed(960)]);
    const before = await kept();
    expect(await deliver(toy.service.app, 'licence.audit', [sealed(960)])).toMatchObject([
      { outcome: 'handled' },
    ]);
    expect(await kept()).toEqual(before);
  });

  it.each(['update audit_head set head = head', 'delete from audit_head', 'truncate audit_head'])(
    'heads stay: %s',
    async (sql) => {
      await expect(toy.database.run(sql, sql)).rejects.toThrow('never changed');
    },
  );
});
