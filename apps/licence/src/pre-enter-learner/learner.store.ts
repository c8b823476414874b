import type { Instant, LicenceClass, PersonRef } from '@open122/contracts';
import type { Tx } from '@open122/service';

/** Somebody whom a driving school has entered before he has a licence (rules §8). */
export interface Learner {
  learnerId: string;
  /** The school's account. */
  school: string;
  person: PersonRef;
  licenceClass: LicenceClass;
  enteredAt: Instant;
}

const COLUMNS = `learner_id as "learnerId", school, person, licence_class as "licenceClass", entered_at as "enteredAt"`;
const ENTER = `
insert into learner (learner_id, school, person, licence_class, entered_at) values ($1, $2, $3, $4, $5)
on conflict (school, person, licence_class) do update set school = excluded.school
returning ${COLUMNS}`;
const PAGE = `
select ${COLUMNS} from learner
where school = $1 and (entered_at, learner_id) < ($2::timestamptz, $3::uuid)
order by entered_at desc, learner_id desc limit $4`;
/** Before the first row there is no bound, but a bound that may be missing keeps the index from being used. */
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const OF = `select ${COLUMNS} from learner where person = $1 order by entered_at`;

export const learnerStore = {
  /** The entry as it stands: that of before when this school has entered him for this class already. */
  async enter(tx: Tx, learner: Learner): Promise<Learner> {
    const { learnerId, school, person, licenceClass, enteredAt } = learner;
    const params = [learnerId, school, person, licenceClass, enteredAt];
    return (await tx.run<Learner>('learner.enter', ENTER, params))[0] ?? learner;
  },

  /** A school's learners, the latest first. */
  page(
    tx: Tx,
    school: string,
    before: { enteredAt: Instant; learnerId: string } | null,
    limit: number,
  ): Promise<Learner[]> {
    return tx.run<Learner>('learner.page', PAGE, [
      ...[school, before?.enteredAt ?? 'infinity', before?.learnerId ?? LAST_ID, limit],
    ]);
  },

  of(tx: Tx, person: PersonRef): Promise<Learner[]> {
    return tx.run<Learner>('learner.of', OF, [person]);
  },
};
