import { setTimeout as sleep } from 'node:timers/promises';

import {
  ApplicationAccepted,
  ApplicationSubmitted,
  type EventDefinition,
  HandoverDispatched,
  instant,
  LicenceConsentAsked,
  LiftingRefused,
  ListingLifted,
  type PersonRef,
  PickupReminded,
  type SerialNumber,
  VisitRecorded,
} from '@open122/contracts';
import { aPersonRef, hear, type HeardBytes, messageOf } from '@open122/testkit';

import { aCitizen, IdentityApp } from '../testing/identity-app';

let identity: IdentityApp;
const citizen = aCitizen(1);
let person: PersonRef;
let count = 0;

beforeAll(async () => {
  identity = await IdentityApp.start();
  ({ person } = (await identity.signedIn(citizen)).principal as { person: PersonRef });
  await identity.smsIdle();
  await identity.newSms(citizen.mobile);
});
afterAll(() => identity.close());

const nextSerial = () => `HEL20260105${String((count += 1)).padStart(7, '0')}` as SerialNumber;
const nextHandover = () => `00000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}`;
const at = instant('2026-01-05T01:00:00Z');

const accepted = (more: { id?: string; version?: number } = {}, data: object = {}) =>
  messageOf({
    event: ApplicationAccepted,
    data: { serial: nextSerial(), business: 'D1', person, object: 'o', at, catalogueVersion: '1', ...data },
    version: 2,
    ...more,
  });
const handover = <D extends object>(event: EventDefinition<D>, version: number, data: object) =>
  messageOf({ event, data: { serial: nextSerial(), person, at, ...data } as unknown as D, version });
const applications = (...messages: HeardBytes[]) => hear(identity.app, 'licence.application', messages);
const handovers = (...messages: HeardBytes[]) => hear(identity.app, 'fulfilment.handover', messages);
/** The SMS that came since the last look; waits until none is on its way. */
async function told(): Promise<string[]> {
  await identity.smsIdle();
  return identity.newSms(citizen.mobile, 0);
}
const outcomes = (event: HeardBytes) =>
  identity.app.database.run(
    'test.inbox',
    `select outcome, reason from inbox where event_id = $1 and handler = 'identity.notify-person'`,
    [event.headers?.ce_id],
  );

async function toldOnceAfterWaiting(
  event: HeardBytes,
  hears: (event: HeardBytes) => Promise<boolean>,
): Promise<void> {
  let heard: Promise<boolean> | undefined;
  await identity.app.database.transaction(async (tx) => {
    await tx.run('test.lock', 'lock table notice in access exclusive mode');
    heard = hears(event);
    await sleep(1_800);
  });
  expect(await heard).toBe(true);
  expect(await told()).toHaveLength(1);
  expect(await outcomes(event)).toEqual([{ outcome: 'handled', reason: null }]);
}

it('handled: the applicant is told by SMS, in Chinese, by the name of the business', async () => {
  const event = accepted();
  await applications(event);
  expect(await told()).toEqual([
    expect.stringMatching(/^【河北交管】您的“遗失补领驾驶证”申请（编号HEL\d+）已审核通过/),
  ]);
  expect(await outcomes(event)).toEqual([{ outcome: 'handled', reason: null }]);
});

it('vehicle businesses and handovers are told too', async () => {
  const data = { serial: 'HEV202601050000001' as SerialNumber, business: 'V1', person, object: 'o', at };
  const delivery = { method: 'pickup' as const, office: 'o' };
  const submitted = { ...data, delivery, decisionDueOn: '2026-01-06' as never };
  await hear(identity.app, 'vehicle.application', [
    messageOf({ event: ApplicationSubmitted, data: submitted }),
  ]);
  const visit = { visit: 1, outcome: 'refused', refusals: 1, refusalsAllowed: 3 };
  await handovers(handover(VisitRecorded, 3, { handoverId: nextHandover(), ...visit }));
  const texts = (await told()).sort();
  expect(texts).toHaveLength(2);
  expect(texts.join()).toContain('补领机动车行驶证');
  expect(texts.join()).toContain('第1次，共3次');
});

it('duplicate: the same event again, alone or in one slice, is told once', async () => {
  const event = accepted();
  await applications(event, event);
  await applications(event);
  expect(await told()).toHaveLength(1);
});

it('out of order: what comes after something newer is old news', async () => {
  const handoverId = nextHandover();
  const dispatched = handover(HandoverDispatched, 4, { handoverId, courier: 'sandbox', parcel: 'p' });
  const reminder = handover(PickupReminded, 3, { handoverId, pickupUntil: at, day: 7 });
  await handovers(dispatched);
  await handovers(reminder);
  expect(await told()).toHaveLength(1);
  expect(await outcomes(reminder)).toEqual([{ outcome: 'ignored', reason: 'notice.superseded' }]);
});

it('poison: what is no event goes to the dead letters, its neighbour is told', async () => {
  const good = accepted();
  await applications(
    { key: good.key, value: Buffer.from('{'), headers: { ...good.headers, ce_id: 'half-json-of-nobody' } },
    accepted({}, { catalogueVersion: 7 }),
    good,
  );
  expect(await told()).toHaveLength(1);
  const dead = await identity.app.database.run('test.dead', 'select cause from dead_letter order by id');
  expect(dead).toEqual([{ cause: 'bad-json' }, { cause: 'bad-schema' }]);
});

it('transient failure: while the database does not let us, the event waits, and is told once', async () => {
  await toldOnceAfterWaiting(accepted(), applications);
});

it('who has no account here is not told, and the event moves on', async () => {
  const event = accepted({}, { person: aPersonRef('stranger') });
  await applications(event);
  expect(await outcomes(event)).toEqual([{ outcome: 'ignored', reason: 'notice.no-mobile' }]);
  expect(await told()).toEqual([]);
});

it('many events of one slice are all told', async () => {
  await applications(...Array.from({ length: 30 }, () => accepted()));
  expect(await told()).toHaveLength(30);
});

describe('a driver whom an organisation asks for his consent (rules §1.1)', () => {
  const consentAsked = (version = 1, data: object = {}) =>
    messageOf({
      event: LicenceConsentAsked,
      data: {
        ...{ consentId: nextHandover(), licenceId: nextHandover(), organisation: nextHandover() },
        ...{ person, at, ...data },
      },
      version,
    });
  const consents = (...messages: HeardBytes[]) => hear(identity.app, 'licence.consent', messages);
  const TEXT = /^【河北交管】有单位申请查询您的驾驶证，请登录平台选择同意或拒绝/;

  it('handled: he is told, without a name or a number', async () => {
    const event = consentAsked();
    await consents(event);
    expect(await told()).toEqual([expect.stringMatching(TEXT)]);
    expect(await outcomes(event)).toEqual([{ outcome: 'handled', reason: null }]);
  });

  it('duplicate: the same request again, alone or in one slice, is told once', async () => {
    const event = consentAsked();
    await consents(event, event);
    await consents(event);
    expect(await told()).toHaveLength(1);
  });

  it('out of order: what comes after something newer of the same request is old news', async () => {
    const [consentId, old] = [nextHandover(), consentAsked(1)];
    const [older, newer] = [consentAsked(1, { consentId }), consentAsked(2, { consentId })];
    await consents(newer);
    await consents(older, old);
    expect(await told()).toHaveLength(2);
    expect(await outcomes(older)).toEqual([{ outcome: 'ignored', reason: 'notice.superseded' }]);
  });

  it('poison: what is no event goes to the dead letters, its neighbour is told', async () => {
    const [broken, good] = [consentAsked(), consentAsked()];
    await consents({ ...broken, value: Buffer.from('[]') }, consentAsked(1, { organisation: 7 }), good);
    expect(await told()).toHaveLength(1);
    const dead = await identity.app.database.run(
      'test.dead-of-consents',
      `select cause from dead_letter where topic = 'licence.consent' order by id`,
    );
    expect(dead).toEqual([{ cause: 'bad-schema' }, { cause: 'bad-schema' }]);
  });

  it('transient failure: while the database does not let us, it waits, and is told once', async () => {
    await toldOnceAfterWaiting(consentAsked(), consents);
  });
});

it('who has appealed is told what came of it, and of the end of a listing everybody', async () => {
  const lifting = (event: typeof ListingLifted | typeof LiftingRefused, appealed: boolean) =>
    messageOf({ event, data: { liftingId: nextHandover(), person, appealed, at }, version: 2 });
  const silent = lifting(LiftingRefused, false);
  const heard = [lifting(ListingLifted, false), lifting(LiftingRefused, true), silent];
  await hear(identity.app, 'blacklist.lifting', heard);
  expect((await told()).sort()).toEqual([
    expect.stringContaining('您对网上办理限制的申诉未获支持'),
    expect.stringContaining('您的网上办理限制已提前解除'),
  ]);
  expect(await outcomes(silent)).toEqual([{ outcome: 'ignored', reason: 'notice.not-told' }]);
});
