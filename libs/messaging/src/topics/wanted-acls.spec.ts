import { SERVICES, type ServiceName, topicName, type TopicName, topics } from '@open122/contracts';
import { AclOperationTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs';

import { wantedAcls } from './ensure-acls';

const accounts = Object.fromEntries(SERVICES.map((service) => [service, `he-${service}`]));
const acls = wantedAcls({ province: 'he', sandbox: false, accounts });
const may = (service: ServiceName, operation: AclOperationTypes, from = acls): string[] =>
  from
    .filter((each) => each.principal === `User:he-${service}` && each.operation === operation)
    .filter((each) => each.resourceType === AclResourceTypes.TOPIC)
    .map(({ resourceName }) => resourceName)
    .sort();

it.each(SERVICES)(
  '%s writes what it says and the letters of what it hears, and reads what it hears',
  (name) => {
    const all = Object.keys(topics) as TopicName[];
    const says = all.filter((each) => topics[each].producer === name).map((each) => topicName('he', each));
    const hears = all
      .filter((each) => (topics[each].consumers as readonly string[]).includes(name))
      .map((each) => topicName('he', each));
    expect(may(name, AclOperationTypes.READ)).toEqual([...hears].sort());
    expect(may(name, AclOperationTypes.WRITE)).toEqual(
      [...says, ...hears.map((each) => `${each}.dead-letter`)].sort(),
    );
  },
);

it('vehicle may do what is written here by hand, in groups of its own name', () => {
  expect(may('vehicle', AclOperationTypes.READ)).toEqual([
    ...['he.blacklist.standing.v1', 'he.fulfilment.handover.v1', 'he.gateway.clock.v1'],
    ...['he.identity.account.v1', 'he.identity.closure.v1', 'he.identity.grant.v1'],
  ]);
  const groups = acls.filter(
    (each) => each.principal === 'User:he-vehicle' && each.resourceType === AclResourceTypes.GROUP,
  );
  expect(
    groups.map((each) => [each.resourceName, each.resourcePatternType, each.operation, each.host]),
  ).toEqual([['he.vehicle', ResourcePatternTypes.PREFIXED, AclOperationTypes.READ, '*']]);
});

it("a sandbox's gateway may read every topic, a real one what it hears", () => {
  const sandbox = wantedAcls({ province: 'he', sandbox: true, accounts });
  expect(may('gateway', AclOperationTypes.READ, sandbox)).toHaveLength(Object.keys(topics).length);
  expect(may('gateway', AclOperationTypes.READ)).not.toContain('he.licence.licence.v1');
  expect(may('licence', AclOperationTypes.READ, sandbox)).toEqual(may('licence', AclOperationTypes.READ));
});

it('a service without an account gets nothing, and those that share one get each entry once', () => {
  expect(wantedAcls({ province: 'he', sandbox: true, accounts: {} })).toEqual([]);
  const shared = wantedAcls({ province: 'he', sandbox: false, accounts: { licence: 'one', vehicle: 'one' } });
  const readings = shared.filter(
    ({ operation, resourceName }) =>
      operation === AclOperationTypes.READ && resourceName === 'he.gateway.clock.v1',
  );
  expect(readings).toHaveLength(1);
});
