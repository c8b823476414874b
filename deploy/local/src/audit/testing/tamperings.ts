import type { Violation } from '../verify';
import type { Forger, seeded } from './forger';

/** What a forger has to work on. */
export interface Ground {
  readonly forger: Forger;
  /** The one that keeps the heads. */
  readonly witness: Forger;
  /** Ids of the sealed rows by seal, oldest first. */
  readonly seals: readonly (readonly number[])[];
  /** Ids that rows could have had: rolled back, below the floor. */
  readonly gaps: readonly number[];
  readonly random: ReturnType<typeof seeded>;
}
/** Does it, and says which violation must be found. */
type Tampering = (ground: Ground) => Promise<Violation['kind']>;

/** The first, the last, or any. */
function place<T>({ random }: Ground, all: readonly T[]): T {
  const at = [0, all.length - 1, random(all.length), random(all.length)][random(4)]!;
  return all[at]!;
}
const INSERT = `insert into audit (id, at, actor, action, subject, traceparent) overriding system value
  values ($1, '2026-01-05T01:00:00.123Z', 'staff:8', 'toy.do', 'never was', '00')`;
const CHANGES = [
  `actor = 'staff:8'`,
  `action = 'toy.do '`,
  `subject = subject || '1'`,
  `purpose = ''`,
  `detail = null`,
  `detail = detail || '{"of": 1}'`,
  `at = at + interval '1 millisecond'`,
  `traceparent = ''`,
  `actor = actor || action, action = ''`,
];
const SEAL_CHANGES = [
  `head = repeat('0', 64)`,
  'floor = floor + 1',
  'top = top - 1',
  `sealed_at = sealed_at + interval '1 second'`,
  'audit_ids = audit_ids || audit_ids[1]',
];
const any = <T>({ random }: Ground, all: readonly T[]): T => all[random(all.length)]!;

const changedRow: Tampering = async (ground) => {
  const id = place(ground, ground.seals.flat());
  await ground.forger.run(`update audit set ${any(ground, CHANGES)} where id = $1`, [id]);
  return 'seal-differs';
};
const removedRow: Tampering = async (ground) => {
  await ground.forger.run('delete from audit where id = $1', [place(ground, ground.seals.flat())]);
  return 'row-removed';
};
const swappedRows: Tampering = async (ground) => {
  const all = ground.seals.flat();
  const one = place(ground, all);
  const other = any(
    ground,
    all.filter((id) => id !== one),
  );
  for (const [from, to] of [
    [one, -1],
    [other, one],
    [-1, other],
  ])
    await ground.forger.run('update audit set id = $2 where id = $1', [from, to]).catch(async () => {
      // ids are always made by the server: the forger moves the row as a whole
      await ground.forger.run(
        `with gone as (delete from audit where id = $1 returning *)
         insert into audit (id, at, actor, action, subject, purpose, detail, traceparent) overriding system value
         select $2, at, actor, action, subject, purpose, detail, traceparent from gone`,
        [from, to],
      );
    });
  return 'seal-differs';
};
const swappedPlaces: Tampering = async (ground) => {
  const many = ground.seals
    .map((ids, index) => ({ ids, number: index + 1 }))
    .filter(({ ids }) => ids.length > 1);
  const { ids, number } = place(ground, many);
  const [first = 0, ...rest] = ids;
  await ground.forger.run('update audit_seal set audit_ids = $2 where number = $1', [
    number,
    [...rest, first],
  ]);
  return 'seal-differs';
};
const insertedInGap: Tampering = async (ground) => {
  await ground.forger.run(INSERT, [place(ground, ground.gaps)]);
  return 'row-inserted';
};
const insertedIntoSeal: Tampering = async (ground) => {
  const number = place(
    ground,
    ground.seals.map((_, index) => index + 1),
  );
  await ground.forger.run(INSERT, [9_000]);
  await ground.forger.run('update audit_seal set audit_ids = audit_ids || 9000::bigint where number = $1', [
    number,
  ]);
  await ground.forger.rewrite(number);
  return 'head-differs';
};
const insertedAtTail: Tampering = async ({ forger, seals }) => {
  const number = seals.length + 1;
  await forger.run(INSERT, [9_000]);
  await forger.run(
    `insert into audit_seal select number + 1, '{9000}', 9000, floor, '', sealed_at from audit_seal where number = $1`,
    [number - 1],
  );
  await forger.rewrite(number);
  return 'head-not-kept';
};
const cutOffTail: Tampering = async ({ forger, seals, random }) => {
  const left = [0, seals.length - 1, random(seals.length)][random(3)]!;
  await forger.run('delete from audit_seal where number > $1', [left]);
  await forger.run('delete from audit where not (id = any($1))', [seals.slice(0, left).flat()]);
  return 'tail-cut-off';
};
const cutOffAndGoneOn: Tampering = async (ground) => {
  await cutOffTail({ ...ground, random: () => 1 });
  await insertedAtTail({ ...ground, seals: ground.seals.slice(0, -1) });
  return 'head-differs';
};
const changedSeal: Tampering = async (ground) => {
  const number = place(
    ground,
    ground.seals.map((_, index) => index + 1),
  );
  await ground.forger.run(`update audit_seal set ${any(ground, SEAL_CHANGES)} where number = $1`, [number]);
  return 'seal-differs';
};
const removedSeal: Tampering = async ({ forger, seals, random }) => {
  await forger.run('delete from audit_seal where number = $1', [1 + random(seals.length - 1)]);
  return 'seal-removed';
};
const rewrittenChain: Tampering = async (ground) => {
  await changedRow(ground);
  await ground.forger.rewrite(1);
  return 'head-differs';
};
const changedHead: Tampering = async ({ witness, seals, random }) => {
  await witness.run(`update audit_head set head = repeat('f', 64) where number = $1`, [
    1 + random(seals.length),
  ]);
  return 'head-differs';
};
const removedHead: Tampering = async (ground) => {
  await ground.witness.run('delete from audit_head where number = $1', [
    1 + ground.random(ground.seals.length),
  ]);
  return 'head-not-kept';
};

/** Every way by name; the five of design §6 more than once, as there are several ways to each. */
export const tamperings: Readonly<Record<string, Tampering>> = {
  changedRow,
  removedRow,
  swappedRows,
  swappedPlaces,
  insertedInGap,
  insertedIntoSeal,
  insertedAtTail,
  cutOffTail,
  cutOffAndGoneOn,
  changedSeal,
  removedSeal,
  rewrittenChain,
  changedHead,
  removedHead,
};
