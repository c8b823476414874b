import type { Citizen } from './cast';
import { type Bound, LOST_LICENCE, LOST_PERMIT, PICKUP } from './errand';
import { until } from './until';
import { advance, type Timeline, type World } from './world';

interface Problem {
  code: string;
  reasons: { code: string; text: string; basis: string; cures: string[]; until?: string }[];
}

const timelineOf = async (world: World, citizen: Citizen, serial: string): Promise<Timeline> =>
  world.gateway.expect<Timeline>(200, {
    path: `/v1/applications/${serial}/timeline`,
    token: await citizen.token(),
  });

/** Waits until an application has reached a state, and gives its timeline. */
export const reaches = (world: World, citizen: Citizen, serial: string, state: string): Promise<Timeline> =>
  until(
    `${serial} ${state}`,
    () => timelineOf(world, citizen, serial),
    (timeline) => timeline.items.at(-1)?.state === state,
  );

/** The courier rings three times and is refused three times; the person is listed for six months. */
export async function refuseThreeTimes(world: World, citizen: Citizen, serial: string): Promise<void> {
  const { narrator } = world;
  await reaches(world, citizen, serial, 'IN_TRANSIT');
  for (const refusal of [1, 2, 3]) {
    await narrator.step(
      `Day ${refusal}: the courier rings and is refused.`,
      async () => {
        await advance(world, 'P1D');
        return until(
          `refusal ${refusal}`,
          () => timelineOf(world, citizen, serial),
          (timeline) => timeline.items.some((entry) => entry.detail?.refusals === refusal),
        );
      },
      (timeline) => {
        const entry = timeline.items.find((each) => each.detail?.refusals === refusal);
        return `refusal ${String(entry?.detail?.refusals)} of ${String(entry?.detail?.refusalsAllowed)}`;
      },
    );
  }
  await reaches(world, citizen, serial, 'REFUSED_AT_DOOR');
}

/** His standing says until when he is listed. */
export async function isListed(world: World, citizen: Citizen, cause: string): Promise<string> {
  const standing = await world.narrator.step(
    'He looks at his standing.',
    async () => {
      const token = await citizen.token();
      return until(
        'the listing',
        () =>
          world.gateway.expect<{ listedUntil: string | null; causes: { cause: string }[] }>(200, {
            path: '/v1/me/standing',
            token,
          }),
        (answer) => answer.listedUntil !== null && answer.causes.some((each) => each.cause === cause),
      );
    },
    (answer) => `listed until ${answer.listedUntil} (${cause})`,
  );
  return standing.listedUntil as string;
}

/** Both businesses are refused with the date, the basis and two cures; queries stay possible. */
export async function isRefused(
  world: World,
  citizen: Citizen,
  bound: Bound,
  listedUntil: string,
): Promise<void> {
  for (const [business, object] of [
    [LOST_LICENCE, bound.licenceId],
    [LOST_PERMIT, bound.vehicleId],
  ] as const) {
    const body = { object, delivery: PICKUP, declaration: true };
    await world.narrator.step(
      `He applies for ${business}.`,
      async () => {
        await until(
          'the standing to arrive',
          async () =>
            world.gateway.expect<{ eligible: boolean }>(200, {
              path: `/v1/services/${business}/eligibility?object=${object}`,
              token: await citizen.token(),
            }),
          (answer) => !answer.eligible,
        );
        return world.gateway.expect<Problem>(422, {
          method: 'POST',
          path: `/v1/services/${business}/applications`,
          token: await citizen.token(),
          stepUp: await citizen.stepUp(`apply:${business}`, body),
          body,
        });
      },
      (problem) => {
        const reason = problem.reasons.find((each) => each.code === 'person.listed');
        if (!reason || reason.until !== listedUntil || reason.cures.length !== 2 || !reason.basis) {
          throw new Error(
            `expected person.listed until ${listedUntil} with two cures: ${JSON.stringify(problem)}`,
          );
        }
        return `refused: ${reason.code} until ${reason.until}; basis: ${reason.basis}; cures: ${reason.cures.join(' | ')}`;
      },
    );
  }
  await world.narrator.step(
    'He may still look at what is his.',
    async () =>
      world.gateway.expect<{ items: unknown[] }>(200, {
        path: '/v1/me/licences',
        token: await citizen.token(),
      }),
    (page) => `${page.items.length} licence`,
  );
}

/** He shows his ID at the counter and takes the document with him. */
export async function collect(
  world: World,
  citizen: Citizen,
  serial: string,
  handoverId: string,
): Promise<void> {
  await reaches(world, citizen, serial, 'READY_FOR_PICKUP');
  await world.narrator.step(
    'He shows his ID at the counter and takes his licence with him.',
    async () => {
      await world.gateway.expect(200, {
        method: 'POST',
        path: `/v1/ops/handovers/${handoverId}/collection`,
        token: await world.fulfilment.token(),
        body: { document: { type: 'resident-id', number: citizen.person.documentNumber } },
      });
      return reaches(world, citizen, serial, 'COMPLETED');
    },
    (timeline) => timeline.items.map((entry) => entry.state).join(' → '),
  );
}
