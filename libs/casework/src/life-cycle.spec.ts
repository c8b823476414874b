import * as fc from 'fast-check';

import {
  after,
  APPLICATION_STATES,
  type ApplicationState,
  CLOSED_STATES,
  isClosed,
  leadsTo,
  LIFE_EVENTS,
  lifeCycle,
  STATE_WORDS,
  stateOf,
} from './life-cycle';

test('the table names every state, and every event it names is known', () => {
  expect(Object.keys(lifeCycle).sort()).toEqual([...APPLICATION_STATES].sort());
  for (const events of Object.values(lifeCycle))
    expect(LIFE_EVENTS).toEqual(expect.arrayContaining(Object.keys(events)));
});

test('the closed states are those of the rule book', () =>
  expect([...CLOSED_STATES].sort()).toEqual(
    ['COMPLETED', 'PICKUP_LAPSED', 'REFUSED_AT_DOOR', 'REJECTED', 'UNDONE'].sort(),
  ));

test('nothing leads out of a closed state', () => {
  for (const state of CLOSED_STATES) {
    for (const event of LIFE_EVENTS) expect(after(state, event)).toBeNull();
    for (const other of APPLICATION_STATES) expect(leadsTo(state, other)).toBe(false);
  }
});

test('every state can be reached from SUBMITTED, and from every open one an end can be reached', () => {
  for (const state of APPLICATION_STATES) {
    expect(state === 'SUBMITTED' || leadsTo('SUBMITTED', state)).toBe(true);
    expect(isClosed(state) || CLOSED_STATES.some((end) => leadsTo(state, end))).toBe(true);
  }
});

test('an event leads to one and the same state wherever it happens', () => {
  for (const event of LIFE_EVENTS) {
    const targets = APPLICATION_STATES.map((from) => after(from, event)).filter((to) => to !== null);
    expect(new Set(targets)).toEqual(new Set([stateOf(event)]));
  }
});

test('whatever happens in whatever order, a life that ends stays ended and passes acceptance before a document', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...LIFE_EVENTS), { maxLength: 60 }), (events) => {
      let state: ApplicationState = 'SUBMITTED';
      const passed: ApplicationState[] = [state];
      for (const event of events) {
        const next: ApplicationState | null = after(state, event);
        if (isClosed(state)) expect(next).toBeNull();
        if (next !== null) passed.push((state = next));
      }
      const handed = passed.findIndex((each) => ['DELIVERED', 'COLLECTED', 'REFUSED_AT_DOOR'].includes(each));
      if (handed >= 0)
        expect(passed.slice(0, handed)).toEqual(expect.arrayContaining(['ACCEPTED', 'PRODUCED']));
      expect(passed.filter(isClosed).length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 2_000 },
  );
});

test('who follows only possible events always ends', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat()), (choices) => {
      let state: ApplicationState = 'SUBMITTED';
      let corrections = 0;
      for (const choice of choices) {
        // One correction only (rules §2.1).
        const possible: [string, ApplicationState][] = Object.entries(lifeCycle[state]).filter(
          ([event]) => event !== 'correction-required' || corrections === 0,
        );
        if (possible.length === 0) break;
        const [event, next] = possible[choice % possible.length]!;
        if (event === 'correction-required') corrections += 1;
        state = next;
      }
      expect(isClosed(state)).toBe(true);
    }),
  );
});

test('each state is named in both languages, and approved is not called delivered', () => {
  expect(new Set(APPLICATION_STATES.map((state) => STATE_WORDS[state].zh)).size).toBe(
    APPLICATION_STATES.length,
  );
  expect(STATE_WORDS.ACCEPTED).not.toEqual(STATE_WORDS.DELIVERED);
});
