import {
  deadLetterTopic,
  hears,
  SERVICES,
  type ServiceName,
  topicName,
  type TopicName,
  topics,
} from '@open122/contracts';
import {
  type AclEntry,
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  type Admin,
  ResourcePatternTypes,
} from 'kafkajs';

import type { BusAccess } from '../kafka/bus-access';
import { kafkaClient } from '../kafka/kafka';

/** The names by which the brokers know services. */
export type Accounts = Readonly<Partial<Record<ServiceName, string>>>;
/** Of a province; a sandbox's gateway shows every event. */
export interface AclPlan {
  readonly province: string;
  readonly sandbox: boolean;
  readonly accounts: Accounts;
}
/** Entries made and taken away. */
export interface AclChanges {
  readonly made: number;
  readonly removed: number;
}

const { TOPIC, GROUP } = AclResourceTypes;
const { LITERAL, PREFIXED } = ResourcePatternTypes;
const { READ, WRITE } = AclOperationTypes;
/** What the broker answers when it authorises nobody (`authorizer.class.name` is not set). */
const NOT_AUTHORISING = 'SECURITY_DISABLED';
const ALL = Object.keys(topics) as TopicName[];

/**
 * What each service may do at the brokers, and nothing else (docs/operations.md): write the topics that it says and the dead letters of
 * those that it hears, read those that it hears, in groups of its own name. Reading and writing include describing.
 */
export function wantedAcls({ province, sandbox, accounts }: AclPlan): AclEntry[] {
  const entries = SERVICES.flatMap((service) => {
    const account = accounts[service];
    if (account === undefined) return [];
    const watches = sandbox && service === 'gateway';
    const says = ALL.filter((name) => topics[name].producer === service);
    const heard = ALL.filter((name) => hears(service, name));
    const entry = (
      resourceType: AclResourceTypes,
      resourceName: string,
      operation: AclOperationTypes,
    ): AclEntry => ({
      ...{ resourceType, resourceName, operation, principal: `User:${account}`, host: '*' },
      resourcePatternType: resourceType === GROUP ? PREFIXED : LITERAL,
      permissionType: AclPermissionTypes.ALLOW,
    });
    return [
      ...says.map((name) => entry(TOPIC, topicName(province, name), WRITE)),
      ...heard.map((name) => entry(TOPIC, deadLetterTopic(province, name), WRITE)),
      ...(watches ? ALL : heard).map((name) => entry(TOPIC, topicName(province, name), READ)),
      entry(GROUP, `${province}.${service}`, READ),
      ...(watches ? [entry(GROUP, `${province}.tap`, READ)] : []),
    ];
  });
  // services that share an account want the same twice
  return [...new Map(entries.map((each) => [keyOf(each), each])).values()];
}

/**
 * Makes the entries that are missing and takes away those of these accounts on the province's topics and groups that are not wanted any
 * more; entries of others are left alone. Null when the brokers authorise nobody.
 */
export async function ensureAcls(bus: BusAccess, plan: AclPlan): Promise<AclChanges | null> {
  const admin = kafkaClient(bus, 'open122-acls').admin();
  await admin.connect();
  try {
    const wanted = wantedAcls(plan);
    const principals = [...new Set(wanted.map(({ principal }) => principal))];
    const present = (await Promise.all(principals.map((each) => aclsOf(admin, each)))).flat();
    const known = new Set(present.map(keyOf));
    const keys = new Set(wanted.map(keyOf));
    const missing = wanted.filter((each) => !known.has(keyOf(each)));
    const stale = present.filter(
      (each) => each.resourceName.startsWith(`${plan.province}.`) && !keys.has(keyOf(each)),
    );
    if (missing.length > 0) await admin.createAcls({ acl: missing });
    if (stale.length > 0) await admin.deleteAcls({ filters: stale });
    return { made: missing.length, removed: stale.length };
  } catch (error) {
    if ((error as { type?: string }).type === NOT_AUTHORISING) return null;
    throw error;
  } finally {
    await admin.disconnect();
  }
}

async function aclsOf(admin: Admin, principal: string): Promise<AclEntry[]> {
  const { resources } = await admin.describeAcls({
    ...{ resourceType: AclResourceTypes.ANY, resourcePatternType: ResourcePatternTypes.ANY },
    ...{ operation: AclOperationTypes.ANY, permissionType: AclPermissionTypes.ANY, principal },
  });
  return resources.flatMap(({ resourceType, resourceName, resourcePatternType, acls }) =>
    acls.map((acl) => ({ resourceType, resourceName, resourcePatternType, ...acl })),
  );
}

const keyOf = (each: AclEntry): string =>
  [
    ...[each.resourceType, each.resourceName, each.resourcePatternType],
    ...[each.principal, each.host, each.operation, each.permissionType],
  ].join(' ');
