import { instant } from '@open122/contracts';

import { movedTo } from './duration';

const now = instant('2026-08-31T10:00:00+08:00');
const code = (move: object) => {
  try {
    return movedTo(move, now);
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a move of the test clock', () => {
  it('goes by the calendar of Asia/Shanghai', () => {
    expect(movedTo({ advance: 'P6M' }, now)).toBe(instant('2027-02-28T10:00:00+08:00'));
    expect(movedTo({ advance: 'P6M1D' }, now)).toBe(instant('2027-03-01T10:00:00+08:00'));
    expect(movedTo({ advance: 'PT10M' }, now)).toBe(instant('2026-08-31T10:10:00+08:00'));
    expect(movedTo({ to: '2026-09-01T00:00:00+08:00' }, now)).toBe('2026-08-31T16:00:00.000Z');
    expect(movedTo({ advance: 'PT0S' }, now)).toBe(now);
  });

  it('never goes back, and says one thing', () => {
    expect(code({ advance: '-P1D' })).toBe('clock.backwards');
    expect(code({ to: '2026-08-31T09:59:59+08:00' })).toBe('clock.backwards');
    for (const move of [
      {},
      { advance: 'P1D', to: '2027-01-01T00:00:00Z' },
      { advance: 'a day' },
      { to: '2027-01-01' },
    ]) {
      expect(code(move)).toBe('clock.unclear');
    }
    expect(code({ advance: 'P999999999Y' })).toBe('clock.unclear');
  });

  it('stays within the calendar', () => {
    expect(code({ to: '2200-01-01T00:00:00+08:00' })).toBe(instant('2200-01-01T00:00:00+08:00'));
    expect(code({ to: '9999-12-31T23:59:59+08:00' })).toBe('clock.too-far');
    expect(code({ advance: 'P1000Y' })).toBe('clock.too-far');
  });
});
