import { handoverEvents } from '@open122/contracts';

import type { Application } from '../application';
import type { ApplicationState } from '../life-cycle';
import { type HandoverEvent, mirror, told } from './mirrored';

const accepted = {
  serial: 'HEL202601060000001',
  state: 'ACCEPTED',
  handoverVersion: 0,
  version: 2,
} as Application;

/** The states after each event, versions counted up from 1. */
const states = (types: string[], from = accepted): ApplicationState[] => {
  let application = from;
  return types.map((type, i) => (application = mirror(application, type, i + 1)).state);
};

test('by post, delivered', () =>
  expect(
    states([
      'HandoverOpened',
      'DocumentProduced',
      'DispatchAwaited',
      'HandoverDispatched',
      'VisitRecorded',
      'DocumentDelivered',
      'HandoverCompleted',
    ]),
  ).toEqual([
    'ACCEPTED',
    'PRODUCED',
    'AWAITING_DISPATCH',
    'IN_TRANSIT',
    'IN_TRANSIT',
    'DELIVERED',
    'COMPLETED',
  ]));

test('by post, refused at the door, the document destroyed much later', () =>
  expect(
    states([
      'DocumentProduced',
      'DispatchAwaited',
      'HandoverDispatched',
      'VisitRecorded',
      'DeliveryAbandoned',
      'DocumentDestroyed',
    ]),
  ).toEqual([
    'PRODUCED',
    'AWAITING_DISPATCH',
    'IN_TRANSIT',
    'IN_TRANSIT',
    'REFUSED_AT_DOOR',
    'REFUSED_AT_DOOR',
  ]));

test('nobody reached by post: held for pickup, and lapsed', () =>
  expect(
    states([
      'DocumentProduced',
      'DispatchAwaited',
      'HandoverDispatched',
      'DocumentReady',
      'PickupReminded',
      'PickupLapsed',
    ]),
  ).toEqual([
    'PRODUCED',
    'AWAITING_DISPATCH',
    'IN_TRANSIT',
    'READY_FOR_PICKUP',
    'READY_FOR_PICKUP',
    'PICKUP_LAPSED',
  ]));

test('no address to post it to: held for pickup', () =>
  expect(states(['DocumentProduced', 'DispatchAwaited', 'DocumentReady'])).toEqual([
    'PRODUCED',
    'AWAITING_DISPATCH',
    'READY_FOR_PICKUP',
  ]));

test('by pickup, collected', () =>
  expect(states(['DocumentProduced', 'DocumentReady', 'DocumentCollected', 'HandoverCompleted'])).toEqual([
    'PRODUCED',
    'READY_FOR_PICKUP',
    'COLLECTED',
    'COMPLETED',
  ]));

test('an event that was overtaken is told, but changes nothing any more', () => {
  const inTransit = mirror(accepted, 'HandoverDispatched', 4);
  expect(inTransit).toMatchObject({ state: 'IN_TRANSIT', handoverVersion: 4, version: 3 });
  expect(mirror(inTransit, 'DispatchAwaited', 3)).toMatchObject({
    state: 'IN_TRANSIT',
    handoverVersion: 4,
    version: 4,
  });
});

test('a closed application stays as it ended', () => {
  const lapsed = { ...accepted, state: 'PICKUP_LAPSED' as const, handoverVersion: 5 };
  expect(mirror(lapsed, 'DocumentCollected', 6).state).toBe('PICKUP_LAPSED');
});

test('an application that was never accepted is not moved backwards or aside', () => {
  const delivered = { ...accepted, state: 'DELIVERED' as const };
  expect(mirror(delivered, 'DocumentReady', 9).state).toBe('DELIVERED');
});

test('every event of a handover is mirrored; of a visit the timeline keeps what it was', () => {
  for (const { type } of handoverEvents) expect(() => told(type, {} as HandoverEvent)).not.toThrow();
  expect(() => told('SomethingElse', {} as HandoverEvent)).toThrow('no event of a handover');
  const visit = { serial: 'x', person: 'y', visit: 1, outcome: 'refused', refusals: 1, refusalsAllowed: 3 };
  expect(told('VisitRecorded', visit as unknown as HandoverEvent)).toEqual({
    event: 'visited',
    detail: { visit: 1, outcome: 'refused', refusals: 1, refusalsAllowed: 3 },
  });
});
