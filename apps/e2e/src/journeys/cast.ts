import { administratorOf, thePlatform } from '../platform';
import type { Citizen } from '../story/cast';
import { type Bound, register } from '../story/errand';
import { openWorld, type World } from '../story/world';

/** A world with citizens who have accounts, level `window`, and what is theirs bound. */
export async function aWorldWithCitizens(
  count: number,
): Promise<{ world: World; citizens: { citizen: Citizen; bound: Bound }[] }> {
  const platform = thePlatform();
  const world = await openWorld({
    url: platform.gateway,
    secrets: administratorOf(platform),
    write: () => undefined,
  });
  const citizens: { citizen: Citizen; bound: Bound }[] = [];
  // The last one is the clerk himself.
  for (const citizen of world.citizens.slice(0, -1).slice(0, count)) {
    citizens.push({ citizen, bound: await register(world, citizen) });
  }
  if (citizens.length < count) throw new Error('the registry holds too few persons');
  return { world, citizens };
}
