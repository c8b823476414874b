import { wantedTopics } from './ensure-topics';

const wanted = new Map(wantedTopics('he').map((each) => [each.topic, each]));

it('facts are compacted, what happened is kept for 30 days', () => {
  expect(wanted.get('he.blacklist.standing.v1')?.config['cleanup.policy']).toBe('compact');
  expect(wanted.get('he.fulfilment.handover.v1')?.config).toEqual({
    'cleanup.policy': 'delete',
    'retention.ms': '2592000000',
  });
});

it('every topic has a twin for dead letters, which takes what is bigger than any event', () => {
  const names = [...wanted.keys()];
  for (const name of names.filter((each) => each.endsWith('.v1')))
    expect(names).toContain(`${name}.dead-letter`);
  expect(Number(wanted.get('he.gateway.clock.v1.dead-letter')?.config['max.message.bytes'])).toBeGreaterThan(
    2_000_000,
  );
});
