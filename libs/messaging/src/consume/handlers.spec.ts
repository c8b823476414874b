import { DocumentDue, type EventDefinition, HandoverOpened, StandingChanged } from '@open122/contracts';
import type { Tx } from '@open122/service';
import { defer, of } from 'rxjs';

import { type EachHandler, Handlers } from './handlers';
import type { Message } from './message';

const events = (...each: object[]) => each as EventDefinition<never>[];
const nothing = () => Promise.resolve(undefined);
const message = {} as Message;
const tx = {} as Tx;

it('a handler is subscribed to every topic that carries its events', () => {
  const handlers = new Handlers('fulfilment');
  handlers.add('fulfilment.toy', { events: events(DocumentDue), batch: false }, nothing);
  expect(handlers.topics).toEqual(['licence.document', 'vehicle.document']);
});

it('handlers of one event run in the order of their declaration', () => {
  const handlers = new Handlers('licence');
  handlers.add('licence.b', { events: events(HandoverOpened), batch: false }, nothing);
  handlers.add('licence.a', { events: events(HandoverOpened), batch: false }, nothing);
  expect(handlers.of(events(HandoverOpened)[0] as never).map(({ id }) => id)).toEqual([
    'licence.b',
    'licence.a',
  ]);
});

it.each<[string, string, object, RegExp]>([
  ['a second handler of one id', 'licence.toy', HandoverOpened, /two handlers/],
  ['an id of another service', 'vehicle.toy', HandoverOpened, /not named after/],
  ['an event this service does not hear', 'licence.other', DocumentDue, /cannot hear/],
  ['a fact: it feeds a copy', 'licence.fact', StandingChanged, /cannot hear/],
])('refuses %s', (_what, id, event, why) => {
  const handlers = new Handlers('licence');
  handlers.add('licence.toy', { events: events(HandoverOpened), batch: false }, nothing);
  expect(() => handlers.add(id, { events: events(event), batch: false }, nothing)).toThrow(why);
});

it('an Observable is waited for, and its error is not lost', async () => {
  const handlers = new Handlers('licence');
  let ran = 0;
  handlers.add('licence.toy', { events: events(HandoverOpened), batch: false }, async () =>
    defer(() => of((ran += 1))),
  );
  handlers.add('licence.bad', { events: events(HandoverOpened), batch: false }, async () =>
    defer(() => {
      throw new Error('bad');
    }),
  );
  const [good, bad] = handlers.of(events(HandoverOpened)[0] as never) as EachHandler[];
  await good?.handle(message, tx);
  expect(ran).toBe(1);
  await expect(bad?.handle(message, tx)).rejects.toThrow('bad');
});
