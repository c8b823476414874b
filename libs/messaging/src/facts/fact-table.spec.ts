import { StandingChanged } from '@open122/contracts';

import type { Message } from '../consume/message';
import { factCopy } from './fact-copy';
import { asText, FactTable } from './fact-table';

const copy = factCopy({
  name: 'standing',
  event: StandingChanged,
  table: 'standing',
  key: 'person',
  columns: { person: ({ person }) => person, until: ({ listing }) => listing?.until ?? null },
});
const message = (key: string, version: number, data: object = {}): Message =>
  ({ key, version, data: { person: key, listing: null, ...data } }) as unknown as Message;
const words = (messages: Parameters<FactTable['lastWords']>[0]) =>
  Object.fromEntries(new FactTable(copy).lastWords(messages));

it('of several versions in one slice the highest has the last word', () => {
  expect(words([message('a', 2), message('a', 3), message('b', 1), message('a', 1)])).toEqual({
    a: { version: 3, row: ['a', null] },
    b: { version: 1, row: ['b', null] },
  });
});

it('a deleted fact has no row, a tombstone not even a version', () => {
  expect(
    words([message('a', 1), message('a', 2, { deleted: true }), message('b', 1), { tombstone: 'b' }]),
  ).toEqual({
    a: { version: 2, row: null },
    b: { version: null, row: null },
  });
});

it('what comes after a tombstone counts again', () => {
  expect(words([{ tombstone: 'a' }, message('a', 1)])).toEqual({ a: { version: 1, row: ['a', null] } });
});

it.each([
  [null, null],
  [undefined, null],
  [7, '7'],
  [true, 'true'],
  ['{a}', '{a}'],
  [['a', 'b"c', 'd\\', null], '{"a","b\\"c","d\\\\",null}'],
  [[], '{}'],
  [{ a: 1 }, '{"a":1}'],
])('%j is told to PostgreSQL as %p', (value, text) => {
  expect(asText(value)).toBe(text);
});

it('a copy is declared of a fact, under a key it has', () => {
  expect(copy.topic).toBe('blacklist.standing');
  const columns = { person: () => '' };
  const keyless = { name: 'standing', event: StandingChanged, table: 'standing', columns, key: 'nothing' };
  expect(() => factCopy(keyless)).toThrow(/key/);
});
