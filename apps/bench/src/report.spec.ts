import { picture } from './picture';
import { table } from './report';
import type { Finding } from './row';

const read: Finding = {
  goal: { id: 'P1', what: 'CPU of a read ÷ bare & plain', limit: 1.35, is: 'most' },
  ...{ ours: 130, baseline: 100, unit: 'µs', ratio: 1.3, spread: 0.1 },
};
const slow: Finding = { ...read, ratio: 1.62, ours: 162, spread: 0.4, note: 'by a bare loop' };
const start: Finding = {
  goal: { id: 'P9', what: 'a province is ready', limit: 15, is: 'most' },
  ...{ ours: 9.25, baseline: null, unit: 's', ratio: 9.25, spread: 0 },
};
const outcome = (...findings: Finding[]) => ({ row: 'read', findings, failure: null, seconds: 1 });

test('the table tells goal, figures, ratio, spread and by how much a goal is missed', () => {
  const lines = table([outcome(read, slow, start)]).split('\n');
  expect(lines[1]).toMatch(/^✓ +P1 +CPU of a read.* +≤ 1\.35 × +130\.0 µs +100\.0 µs +1\.30 × +10 % +met$/);
  expect(lines[2]).toMatch(/^✗ .* 1\.62 × +40 % ! +missed by 20 %$/);
  expect(lines[3]).toMatch(/^✓ +P9 +a province is ready +≤ 15\.0 s +9\.25 s +met$/);
  expect(lines).toContain('! the rounds differ by more than 25 %');
  expect(lines).toContain('P1 CPU of a read ÷ bare & plain: by a bare loop');
});

test('a row that failed stands in the table, red', () => {
  const text = table([{ row: 'lag', findings: [], failure: 'no broker', seconds: 0 }]);
  expect(text).toContain('✗ lag: no broker');
});

test('the picture has a bar for each goal, all limits on one line', () => {
  const svg = picture([read, slow, start, { ...read, ratio: NaN }]);
  const bars = [...svg.matchAll(/<rect x="420".*? width="([\d.]+)".* fill="(#\w+)"/g)].map(
    ([, width, colour]) => [Number(width), colour],
  );
  expect(bars).toEqual([
    [242.7, '#2e7d32'],
    [302.4, '#c62828'],
    [155.4, '#2e7d32'],
    [0, '#c62828'],
  ]);
  expect(svg).toContain('bare &#38; plain');
});
