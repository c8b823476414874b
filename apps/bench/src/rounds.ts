/** At least so many, and an odd number, so that the median is one of them. */
const ROUNDS = 5;

/**
 * Measures both sides in turns, so that what slows the machine for a while slows both: ours, baseline, baseline, ours, … Each
 * side throws its first seconds away itself (`httpLoad` does).
 */
export async function interleaved<T>(
  ours: () => Promise<T>,
  baseline: () => Promise<T>,
  told: (round: number, rounds: number) => void,
  rounds = ROUNDS,
): Promise<{ ours: T; baseline: T }[]> {
  const found: { ours: T; baseline: T }[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    told(round, rounds);
    if (round % 2 === 1) {
      const first = await ours();
      found.push({ ours: first, baseline: await baseline() });
    } else {
      const first = await baseline();
      found.push({ ours: await ours(), baseline: first });
    }
  }
  return found;
}
