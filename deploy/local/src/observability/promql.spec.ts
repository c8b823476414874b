import { groupedBy, selectedBy } from './promql';

test.each([
  ['up', [{ name: 'up', labels: [] }]],
  ['up{job="a"} == 0', [{ name: 'up', labels: ['job'] }]],
  [
    'sum by (service, le) (rate(a_bucket{x="and y{", z=~"b"}[$__rate_interval])) / on (service) b:c > 1e3',
    [
      { name: 'a_bucket', labels: ['x', 'z'] },
      { name: 'b:c', labels: [] },
    ],
  ],
  ['count(A{b!="c"}) or vector(0)', [{ name: 'A', labels: ['b'] }]],
  [
    'a > 0 unless on (s) sum by (s) (rate(b[5m])) > 0',
    [
      { name: 'a', labels: [] },
      { name: 'b', labels: [] },
    ],
  ],
])('%s asks for its series', (expression, selected) => {
  expect(selectedBy(expression)).toEqual(selected);
});

test('an expression tells what it groups by', () => {
  expect(groupedBy('sum by (a, b) (x) / on (c) group_left (d) y')).toEqual(['a', 'b', 'c', 'd']);
});
