import { createHash } from 'node:crypto';

import { businesses, businessOf } from './catalogue';
import * as numbers from './numbers';
import { CATALOGUE_VERSION } from './version';

test('ids and effects are unique, and a business is found by its id', () => {
  expect(new Set(businesses.map(({ id }) => id)).size).toBe(businesses.length);
  for (const business of businesses) expect(businessOf(business.id)).toBe(business);
  expect(businessOf('Z9')).toBeUndefined();
});

test('every reason says why and what to do in both languages', () => {
  for (const { law } of businesses.flatMap(({ rules }) => rules)) {
    expect(law.code).toMatch(/^[a-z]+(\.[a-z]+(-[a-z]+)*)$/);
    expect(law.basis).not.toBe('');
    expect(law.cures.length).toBeGreaterThan(0);
    for (const words of [law.text, ...law.cures]) {
      expect(words.zh).toMatch(/\p{Script=Han}/u);
      expect(words.en).toMatch(/^[\x20-\x7e]+$/);
    }
  }
});

/** What decisions were made by, per version ever released; a change of content needs a new version. */
const RELEASED: Record<string, string> = {
  '2026.1': 'kIyjXqQM8FUQON9G',
  '2026.2': 'ZXgRn_YZ7ajhm44g',
};

test('a change of the catalogue raises its version', () => {
  const content = {
    businesses: businesses.map(({ rules, ...rest }) => ({ ...rest, rules: rules.map(({ law }) => law) })),
    numbers: Object.entries(numbers).map(([name, { entries }]) => [name, entries]),
  };
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 16);
  expect({ [CATALOGUE_VERSION]: digest }).toEqual({ [CATALOGUE_VERSION]: RELEASED[CATALOGUE_VERSION] });
});
