import { individualKinds } from './individual';

test.each<[string, string[], string[]]>([
  ['a driver', ['licence:130100000001'], ['owner-or-driver']],
  ['the owner of a vehicle', ['vehicle:LSVAA00000000000A'], ['owner-or-driver']],
  ['both is one kind', ['licence:130100000001', 'vehicle:LSVAA00000000000A'], ['owner-or-driver']],
  ['a learner', ['learner:x'], ['learner']],
  ['the owner of a new car', ['new-vehicle:LSVAA00000000000A'], ['new-car-owner']],
  [
    'a driver who buys a car and learns to ride',
    ['new-vehicle:v', 'learner:x', 'licence:1'],
    ['learner', 'new-car-owner', 'owner-or-driver'],
  ],
  ['who was only entered at a window, as staff or as an agent', ['window:a', 'staff:s', 'agent:a'], []],
])('%s', (_, sources, kinds) => {
  expect(individualKinds(sources.map((source) => ({ source, deleted: false })))).toEqual(kinds);
});

test('what has left the register makes nobody anything', () => {
  expect(
    individualKinds([
      { source: 'licence:1', deleted: true },
      { source: 'learner:x', deleted: false },
    ]),
  ).toEqual(['learner']);
});
