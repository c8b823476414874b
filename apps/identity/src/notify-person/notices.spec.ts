import { handoverEvents } from '@open122/contracts';

import { NOTICES } from './notices';

const say = (type: string, data: object): string | null => {
  const notice = NOTICES.find(({ event }) => event.type === type);
  if (notice === undefined) throw new Error(`nothing is said of ${type}`);
  return notice.say({ serial: 'HEL202601050000001', business: 'D1', ...data } as never);
};

it('an approved application is not said to be delivered', () => {
  const text = say('ApplicationAccepted', {});
  expect(text).toContain('遗失补领驾驶证');
  expect(text).not.toMatch(/送达|签收/);
});

it('each refusal but the last tells which one it was; the end tells itself', () => {
  const visit = (refusals: number) =>
    say('VisitRecorded', { outcome: 'refused', refusals, refusalsAllowed: 3 });
  expect(visit(1)).toContain('第1次，共3次');
  expect(visit(2)).toContain('第2次，共3次');
  expect(visit(3)).toBeNull();
  expect(say('DeliveryAbandoned', { refusals: 3 })).toContain('申请终止');
});

it('every other outcome of a visit but success is told', () => {
  expect(say('VisitRecorded', { outcome: 'nobody-home' })).toContain('无人');
  expect(say('VisitRecorded', { outcome: 'returns-missing' })).toContain('交回');
  expect(say('VisitRecorded', { outcome: 'delivered' })).toBeNull();
});

it('the last day of a pickup is the day before its exclusive end', () => {
  expect(say('DocumentReady', { pickupUntil: '2026-02-28T16:00:00.000Z' })).toContain('最后一天为2026-02-28');
});

it('no text has a run of exactly six digits but a code', () => {
  const data = {
    ...{ plate: '冀A12345', by: 'owner' },
    outcome: 'refused',
    refusals: 1,
    refusalsAllowed: 3,
    pickupUntil: '2026-02-28T16:00:00.000Z',
  };
  for (const { event } of NOTICES) expect(say(event.type, data) ?? '').not.toMatch(/(?<!\d)\d{6}(?!\d)/);
});

it('an owner is told that his vehicle is used, a user that his use was ended by somebody else', () => {
  const use = { plate: '冀A12345', owner: 'o', person: 'p' };
  const began = NOTICES.find(({ event }) => event.type === 'VehicleUseBegan');
  expect([began?.whom(use as never), began?.say(use as never)]).toEqual([
    'o',
    expect.stringContaining('冀A12345'),
  ]);
  expect(say('VehicleUseEnded', { ...use, by: 'owner' })).toContain('已解除');
  expect(say('VehicleUseEnded', { ...use, by: 'registry' })).toContain('已解除');
  expect(say('VehicleUseEnded', { ...use, by: 'user' })).toBeNull();
});

it('the end of a listing is told, and the refusal of an appeal, but not of what he never asked for', () => {
  expect(say('ListingLifted', { appealed: false })).toContain('已提前解除');
  expect(say('LiftingRefused', { appealed: true })).toContain('未获支持');
  expect(say('LiftingRefused', { appealed: false })).toBeNull();
});

it('what is heard of handovers is among the events of handovers', () => {
  const heard = NOTICES.map(({ event }) => event.type).filter(
    (type) => !/^(Application|VehicleUse|LicenceConsent|Listing|Lifting)/.test(type),
  );
  expect(handoverEvents.map(({ type }) => type as string)).toEqual(expect.arrayContaining(heard));
});
