import { SERVICES } from '@open122/contracts';
import { licenceFile, vehicleFile } from '@open122/registry';

import { type Exception, lineOf, linesOf, shownOf } from '../masking/shown';
import { type Look, type Looker, sweep, unseen } from '../masking/sweep';
import { PlatformDocument } from '../openapi/document';
import { thePlatform } from '../platform';
import type { Actor, Person } from '../story/cast';
import { hire } from '../story/cast';
import { acceptAndProduce, apply } from '../story/errand';
import {
  activateAgent,
  aNewcomer,
  anOrganisation,
  grantTo,
  organisationClerk,
  registerOrganisation,
} from '../story/organisation';
import { until } from '../story/until';
import type { World } from '../story/world';
import { aWorldWithCitizens } from './cast';

jest.setTimeout(180_000);
const { gateway } = thePlatform();

/** Who is shown what in full, and why. An exception that nothing needs any more fails this test as well as a leak does. */
const EXCEPTIONS: Exception[] = [
  {
    operation: 'GET /v1/me',
    shows: ['name'],
    to: ['himself'],
    why: 'his own name, by which the portal greets him; the numbers beside it are masked',
  },
  {
    operation: 'GET /v1/me/addresses',
    shows: ['name', 'mobile'],
    to: ['himself'],
    why: 'he wrote the label of his own parcel and must be able to check it',
  },
  {
    operation: 'GET /v1/organisation/learners',
    shows: ['name'],
    to: ['the driving school'],
    why: 'the school entered him itself, and must tell its learners apart',
  },
  {
    operation: 'GET /v1/ops/handovers/{handoverId}/recipient',
    shows: ['name', 'mobile'],
    to: ['the operator', 'the fulfilment clerk'],
    why: 'the label of a parcel is printed; the purpose is asked for and audited',
  },
];
const UNSEEN = [
  // There need not be a dead letter; the masks of its payload are tested where they are made (libs/operations).
  ...SERVICES.map((service) => `GET /v1/ops/dead-letters/${service}/{id}`),
  // All that is held on him is what he asks for, each time with a code.
  'GET /v1/me/export',
];

let document: PlatformDocument;
let looks: Look[];
let persons: Person[];
/** Who of them looks in which role. */
let his: Readonly<Record<string, Person>>;

beforeAll(async () => {
  const { world, citizens } = await aWorldWithCitizens(2);
  const [mine, other] = citizens as [(typeof citizens)[number], (typeof citizens)[number]];
  const online = world.citizens[2]!;
  await online.registerOnline();
  const serial = await apply(world, mine.citizen, mine.bound.licenceId, { post: 'Masking road 1' });
  const handoverId = await acceptAndProduce(world, serial);
  persons = [mine.citizen.person, other.citizen.person, online.person];
  his = { 'the person': persons[0]!, 'another person': persons[1]!, 'a person online': persons[2]! };
  document = await PlatformDocument.of(gateway);
  const vehicleOperator = await hire(world.gateway, world.administrator, {
    role: 'operator',
    owner: 'vehicle',
  });
  const looker = async (role: string, actor: Pick<Actor, 'token'>): Promise<Looker> => ({
    role,
    token: await actor.token(),
  });
  const lookers: Looker[] = [
    { role: 'nobody', token: null },
    await looker('the person', mine.citizen),
    await looker('another person', other.citizen),
    await looker('a person online', online),
    await looker('the clerk', world.clerk),
    await looker('the operator', world.operator),
    await looker('the vehicle operator', vehicleOperator),
    await looker('the fulfilment clerk', world.fulfilment),
    await looker('the administrator', world.administrator),
    await looker('the driving school', await aSchoolOf(world, online.person)),
    await looker(
      'the grants officer',
      await hire(world.gateway, world.administrator, { role: 'grants-officer' }),
    ),
    await looker('the auditor', await hire(world.gateway, world.administrator, { role: 'auditor' })),
  ];
  const token = await world.operator.token();
  const { person } = await world.gateway.expect<{ person: string }>(200, {
    path: `/v1/ops/applications/${serial}`,
    token,
  });
  const importId = await refusedImports(world, mine.citizen.person);
  looks = await sweep(gateway, document, { ...known, importId, ...ofHim() }, lookers);

  function ofHim() {
    return {
      ...{ serial: [serial], handoverId: [handoverId], person: [person] },
      ...{
        licenceId: [mine.bound.licenceId],
        vehicleId: [mine.bound.vehicleId],
        object: [mine.bound.licenceId],
      },
      mobile: persons.map(({ mobile }) => mobile),
    };
  }
});

const known = {
  ...{ business: ['D1', 'V1'], owner: ['licence', 'vehicle'], purpose: ['looking into a complaint'] },
  ...{ day: ['2026-01-01'], id: ['1'], limit: ['100'] },
};

/** The agent of a school that has entered somebody as its learner. */
async function aSchoolOf(world: World, { documentNumber: number, name, mobile }: Person): Promise<Actor> {
  const [organisation, agent] = [anOrganisation('driving-school'), aNewcomer(world)];
  const officer = () => hire(world.gateway, world.administrator, { role: 'grants-officer' });
  await registerOrganisation(world, await organisationClerk(world), organisation, agent);
  const school = await activateAgent(world, organisation, agent);
  await grantTo(world, school, [await officer(), await officer()], 'learners');
  const body = { document: { type: 'resident-id', number }, name, mobile, licenceClass: 'C1' };
  const token = await school.token();
  await until(
    'the grant to be known',
    () => world.gateway.call({ method: 'POST', path: '/v1/organisation/learners', token, body }),
    ({ status }) => status < 300,
  );
  return school;
}

/** Files of him that are refused, so that there are rejects to be read: a row each with nothing in it but who he is. */
async function refusedImports(world: World, { name, documentNumber, mobile }: Person): Promise<string[]> {
  const told: Record<string, string> = { name, ownerName: name, documentNumber, mobile };
  const uploads = [licenceFile, vehicleFile].map(async ({ kind, columns }) => {
    const names = Object.keys(columns);
    const row = names.map((column) => told[column] ?? '');
    const { importId } = await world.gateway.expect<{ importId: string }>(200, {
      method: 'POST',
      path: `/v1/ops/imports/${kind}`,
      token: await world.administrator.token(),
      csv: Buffer.from(`${names.join(',')}\n${row.join(',')}\n`),
    });
    return importId;
  });
  return Promise.all(uploads);
}

test('an answer shows no ID number, mobile or name in full, but for what is listed above with its reason', () => {
  const found = looks.flatMap(({ operation, role, text }) =>
    persons.flatMap((person) =>
      shownOf(person, text).map((kind) => lineOf(operation, kind, his[role] === person ? 'himself' : role)),
    ),
  );
  expect([...new Set(found)].sort()).toEqual(linesOf(EXCEPTIONS));
});

test('every operation that reads was seen to answer', () => {
  expect(unseen(document, looks).filter((name) => !UNSEEN.includes(name))).toEqual([]);
});
