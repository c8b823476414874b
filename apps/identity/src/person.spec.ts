import { bestParticulars } from './person';

const record = (source: string, name: string, mobile: string | null = null) => ({ source, name, mobile });

it('what a clerk read off the document outranks the registry, and the newest of a kind counts', () => {
  const known = [
    record('vehicle:1', 'V'),
    record('licence:2', 'L2'),
    record('licence:1', 'L1'),
    record('window:a', 'W'),
  ];
  expect(bestParticulars(known)?.name).toBe('W');
  expect(bestParticulars(known.slice(0, 3))?.name).toBe('L2');
  expect(bestParticulars([record('other:1', 'O')])?.name).toBe('O');
  expect(bestParticulars([])).toBeNull();
});

it('a mobile that the best record lacks comes from the newest that has one', () => {
  expect(bestParticulars([record('vehicle:1', 'V', '13800000001'), record('licence:1', 'L')])).toEqual({
    source: 'licence:1',
    name: 'L',
    mobile: '13800000001',
  });
});
