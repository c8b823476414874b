import { packageOf, spentIn } from './profiles';

test.each([
  ['file:///x/node_modules/kafkajs/src/a.js', 'kafkajs'],
  ['/x/node_modules/@nestjs/core/b.js', '@nestjs/core'],
  ['/x/node_modules/a/node_modules/b/c.js', 'b'],
  ['/x/libs/service/dist/src/c.js', 'libs/service'],
  ['node:internal/timers', 'node'],
  ['', ''],
])('%s is of %s', (url, owner) => expect(packageOf(url)).toBe(owner));

test('time is summed by function and package, idle time left out', () => {
  const frame = (functionName: string, url = '') => ({
    ...{ functionName, url, scriptId: '1', lineNumber: 4, columnNumber: 0 },
  });
  const node = (id: number, callFrame: ReturnType<typeof frame>) => ({ id, callFrame });
  const spent = spentIn({
    nodes: [
      node(1, frame('(idle)')),
      node(2, frame('parse', '/x/node_modules/pg/p.js')),
      node(3, frame('(garbage collector)')),
    ],
    ...{ startTime: 0, endTime: 70, samples: [1, 2, 2, 3], timeDeltas: [40, 10, 15, 5] },
  });
  expect(spent).toMatchObject({ total: 70, busy: 30 });
  expect([...spent.packages]).toEqual([
    ['pg', 25],
    ['(garbage collector)', 5],
  ]);
  expect(spent.functions.get('parse pg p.js:5')).toBe(25);
});
