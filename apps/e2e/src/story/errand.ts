import { randomUUID } from 'node:crypto';

import type { Citizen } from './cast';
import { advance, type World } from './world';
import { until } from './until';

/** The business of the story: a lost driving licence; and its sister for the vehicle permit. */
export const LOST_LICENCE = 'D1';
export const LOST_PERMIT = 'V1';
export const PICKUP = { method: 'pickup', office: 'internet-business-centre' } as const;

/** What he has bound. */
export interface Bound {
  licenceId: string;
  vehicleId: string;
}
interface Receipt {
  serial: string;
  state: string;
}

/** A clerk registers him at the window; he signs in and binds what is his. */
export async function register(world: World, citizen: Citizen): Promise<Bound> {
  const { gateway, narrator } = world;
  const { fileNumber, plate, plateType } = citizen.person;
  await registerAtWindow(world, citizen);
  await narrator.step(
    'At home he sets his own password with an SMS code.',
    () => citizen.activate(),
    () => 'signed in',
  );
  const token = await citizen.token();
  return narrator.step(
    'He binds his licence and his vehicle.',
    async () => ({
      ...(await gateway.expect<{ licenceId: string }>(201, {
        method: 'POST',
        path: '/v1/me/licences',
        token,
        body: { fileNumber },
      })),
      ...(await gateway.expect<{ vehicleId: string }>(201, {
        method: 'POST',
        path: '/v1/me/vehicles',
        token,
        body: { plate, plateType },
      })),
    }),
    () => 'both bound',
  );
}

export async function registerAtWindow(world: World, citizen: Citizen): Promise<void> {
  const { gateway, narrator, clerk } = world;
  const { documentNumber, name, mobile } = citizen.person;
  await narrator.step(
    'A clerk sees a citizen with his ID at the window, and the code sent to his mobile confirms the number.',
    async () => {
      const token = await clerk.token();
      const code = await citizen.codeAfter(() =>
        gateway.expect(202, { method: 'POST', path: '/v1/windows/sms-codes', token, body: { mobile } }),
      );
      return gateway.expect(201, {
        method: 'POST',
        path: '/v1/windows/registrations',
        token,
        body: {
          document: { type: 'resident-id', number: documentNumber },
          name,
          mobile,
          code,
          personPresent: true,
        },
      });
    },
    () => 'registered, assurance level window',
  );
}

/** Asks what stands in the way before applying. */
export async function preCheck(world: World, citizen: Citizen, object: string): Promise<void> {
  await world.narrator.step(
    'He asks what stands in the way of a replacement.',
    async () => {
      const answer = await world.gateway.expect<{ eligible: boolean }>(200, {
        path: `/v1/services/${LOST_LICENCE}/eligibility?object=${object}`,
        token: await citizen.token(),
      });
      if (!answer.eligible) throw new Error(`he should be eligible: ${JSON.stringify(answer)}`);
      return answer;
    },
    () => 'nothing',
  );
}

/** Applies with a step-up; the request is sent three times under one key and makes one application. */
export async function apply(
  world: World,
  citizen: Citizen,
  object: string,
  how: { post: string } | 'pickup',
): Promise<string> {
  const { gateway, narrator } = world;
  const delivery =
    how === 'pickup' ? PICKUP : { method: 'post', addressRef: await keepAddress(world, citizen, how.post) };
  const body = { object, delivery, declaration: true };
  const receipt = await narrator.step(
    `He declares the loss, chooses ${how === 'pickup' ? 'pickup' : 'the post'}, confirms by SMS, and his nervous browser sends it three times.`,
    async () => {
      const call = {
        method: 'POST' as const,
        path: `/v1/services/${LOST_LICENCE}/applications`,
        token: await citizen.token(),
        stepUp: await citizen.stepUp(`apply:${LOST_LICENCE}`, body),
        key: randomUUID(),
        body,
      };
      const sent = [
        await gateway.expect<Receipt>(201, call),
        await gateway.expect<Receipt>(201, call),
        await gateway.expect<Receipt>(201, call),
      ];
      if (new Set(sent.map((each) => each.serial)).size !== 1)
        throw new Error('three sendings made more than one');
      return sent[0] as Receipt;
    },
    (made) => `one application, serial number ${made.serial}, ${made.state}`,
  );
  return receipt.serial;
}

async function keepAddress(world: World, citizen: Citizen, detail: string): Promise<string> {
  const kept = await world.narrator.step(
    'He gives an address.',
    async () =>
      world.gateway.expect<{ addressRef: string }>(201, {
        method: 'POST',
        path: '/v1/me/addresses',
        token: await citizen.token(),
        body: { area: '130104', detail, recipient: citizen.person.name, mobile: citizen.person.mobile },
      }),
    (made) => `kept as ${made.addressRef}`,
  );
  return kept.addressRef;
}

/** The undo window passes, the operator accepts, the document is produced. */
export async function acceptAndProduce(world: World, serial: string): Promise<string> {
  const { gateway, narrator, operator } = world;
  await narrator.step(
    'The undo window of ten minutes passes and the operator accepts; the rules run once more.',
    async () => {
      await advance(world, 'PT11M');
      const token = await operator.token();
      return gateway.expect<Receipt>(200, {
        method: 'POST',
        path: `/v1/ops/applications/${serial}/acceptance`,
        token,
      });
    },
    (decided) => {
      if (decided.state !== 'ACCEPTED') throw new Error(`expected ACCEPTED: ${JSON.stringify(decided)}`);
      return `${decided.serial} ${decided.state}`;
    },
  );
  const handover = await narrator.step(
    'The handover has been opened; the document is printed.',
    () => produce(world, serial),
    (made) => `handover ${made.handoverId} ${made.state}`,
  );
  return handover.handoverId;
}

interface Handover {
  handoverId: string;
  serial: string;
  state: string;
  pickupUntil?: string;
}

async function produce(world: World, serial: string): Promise<Handover> {
  const token = await world.fulfilment.token();
  const path = `/v1/ops/handovers?serial=${serial}`;
  const page = await until(
    'the handover',
    () => world.gateway.expect<{ items: Handover[] }>(200, { path, token }),
    (answer) => answer.items.length === 1,
  );
  const handover = page.items[0] as Handover;
  return world.gateway.expect<Handover>(200, {
    method: 'POST',
    path: `/v1/ops/handovers/${handover.handoverId}/production`,
    token,
    body: { formNumber: `13${serial.slice(-10)}` },
  });
}
