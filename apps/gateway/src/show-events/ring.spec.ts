import { Ring } from './ring';

const ringOf = (count: number, size = 5) => {
  const ring = new Ring<{ n: number }>(size, 'r1');
  for (let n = 1; n <= count; n += 1) ring.push({ n });
  return ring;
};
const numbers = (page: { items: { n: number }[] }) => page.items.map(({ n }) => n);

describe('the ring of events', () => {
  it('shows the newest without a cursor, and what came after it with one', () => {
    const ring = ringOf(4);
    const first = ring.page(undefined, 2);
    expect(numbers(first)).toEqual([3, 4]);
    expect(ring.page(first.next, 2)).toEqual({ items: [], next: first.next });
    ring.push({ n: 5 });
    expect(numbers(ring.page(first.next, 2))).toEqual([5]);
  });

  it('forgets the oldest, and goes on with the oldest it still has', () => {
    const ring = ringOf(3);
    const cursor = ring.page(undefined, 1).next;
    for (let n = 4; n <= 12; n += 1) ring.push({ n });
    expect(numbers(ring.page(cursor, 3))).toEqual([8, 9, 10]);
    expect(numbers(ring.page(ring.page(cursor, 3).next, 9))).toEqual([11, 12]);
  });

  it('starts with the oldest for a cursor of an earlier run, and for nonsense', () => {
    for (const cursor of ['r0.99', 'x', 'r1.x', 'r1.-3', '']) {
      expect(numbers(ringOf(3).page(cursor, 9))).toEqual([1, 2, 3]);
    }
    expect(ringOf(3).page('r1.99', 9)).toEqual({ items: [], next: 'r1.3' });
  });

  it('is empty at first', () => {
    expect(ringOf(0).page(undefined, 9)).toEqual({ items: [], next: 'r1.0' });
  });
});
